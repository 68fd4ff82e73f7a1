import { fail, ok, type Result } from '../base/result.ts';

/** Mobile numbers in use since the change of 2018 (10 digits), and landlines (02, 11 digits). */
const NATIONAL = /^0(?:[35789]\d{8}|2\d{9})$/;

/**
 * A Vietnamese number as people and Excel write it (`+84 912…`, `0912.345.678`, `912345678` after Excel dropped the
 * zero) → `0912345678`. The failure's sentence never repeats the number.
 */
export const normalisePhone = (typed: string): Result<string> => {
  const compact = typed.replace(/[\s.\-()·']/g, '');
  if (!/^\+?\d+$/.test(compact)) return malformed();
  const digits = compact.replace(/^\+/, '');
  const candidates = [digits, digits.replace(/^84/, '0'), `0${digits}`];
  const found = candidates.find((candidate) => NATIONAL.test(candidate));
  return found === undefined ? malformed() : ok(found);
};

const malformed = (): Result<never> =>
  fail(
    'org.bad_phone',
    'Số điện thoại không đúng: số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09. Chị sửa lại hoặc để trống.',
  );

/** `0912345678` → `091 ••• •678`: enough to recognise one's own number, not enough to call. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)} ••• •${phone.slice(-3)}`;
