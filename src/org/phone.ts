import { fail, ok, type Result } from '../base/result.ts';
import { parsePhone } from '../language/phone.ts';

/** A landline with its area code: 02 and nine digits. */
const LANDLINE = /^(?:\+?84|0)(2\d{9})$/;

/**
 * A Vietnamese number as people and Excel write it (`+84 912…`, `0912.345.678`, `912345678` after Excel dropped the
 * zero) → `+84912345678`, the one form that is stored. The failure's sentence never repeats the number.
 */
export const normalisePhone = (typed: string): Result<string> => {
  const mobile = parsePhone(typed);
  if (mobile !== undefined) return ok(mobile);
  const landline = LANDLINE.exec(typed.replace(/[\s.\-()']/g, ''));
  return landline === null
    ? fail(
        'org.bad_phone',
        'Số điện thoại không đúng: số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09. Chị sửa lại hoặc để trống.',
      )
    : ok(`+84${landline[1]}`);
};

/** `+84912345678` → `0912345678`, as people read it. */
export const showPhone = (phone: string): string => phone.replace(/^\+84/, '0');

/** `+84912345678` → `091 ••• •678`: enough to recognise one's own number, not enough to call. */
export const maskPhone = (phone: string): string => {
  const national = showPhone(phone);
  return `${national.slice(0, 3)} ••• •${national.slice(-3)}`;
};
