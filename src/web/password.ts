import { hash, verify } from '@node-rs/argon2';
import { fail, ok, type Result } from '../base/result.ts';

export const MIN_PASSWORD_CHARACTERS = 10;
/** Longer is refused before hashing, so that a huge password cannot keep the machine busy. */
export const MAX_PASSWORD_CHARACTERS = 200;

/** OWASP's choice (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. The library's default is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Vietnamese keyboards give the same letters composed or decomposed: both must open the door. */
const canonical = (password: string): string => password.normalize('NFKC');

/** Passwords that meet the length and protect nothing. */
const COMMON = new Set([
  '1234567890',
  '0123456789',
  '0987654321',
  'password123',
  'matkhau123',
  'qwertyuiop',
  'iloveyou12',
]);

/** A password that is long enough (a passphrase with spaces is welcome), not one everybody tries, not the user name. */
export const checkPassword = (password: string, userName: string, place: string): Result<string> => {
  const text = canonical(password);
  const length = [...text].length;
  if (length < MIN_PASSWORD_CHARACTERS) {
    return fail(
      'web.password_short',
      `Mật khẩu cần ít nhất ${MIN_PASSWORD_CHARACTERS} ký tự. Chị có thể dùng một câu dễ nhớ, có dấu cách.`,
      place,
    );
  }
  if (length > MAX_PASSWORD_CHARACTERS) {
    return fail('web.password_long', `Mật khẩu dài nhất ${MAX_PASSWORD_CHARACTERS} ký tự.`, place);
  }
  const folded = text.toLowerCase();
  if (COMMON.has(folded) || folded === userName || new Set(folded).size < 4) {
    return fail(
      'web.password_weak',
      'Mật khẩu này quá dễ đoán. Chị chọn một câu khác, không trùng tên đăng nhập.',
      place,
    );
  }
  return ok(text);
};

/** The argon2id hash to store, about 20 ms and 19 MiB of work. */
export const hashPassword = (password: string): Promise<string> => hash(canonical(password), COST);

/** Whether the password fits the stored hash. False, not an error, for a hash that cannot be read. */
export const verifyPassword = async (stored: string, password: string): Promise<boolean> => {
  try {
    return await verify(stored, canonical(password));
  } catch {
    return false;
  }
};
