import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { vietnamese } from '../../src/language/index.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
/** Monday morning. */
const MONDAY = '2026-11-23T08:00';

/** What is read, in local time: `2026-11-24 19:30`, `2026-11-24` for a day alone, `? question`, `-` for nothing. */
const read = (text: string, now: string, direction?: 'future' | 'past'): string => {
  const at = DateTime.fromISO(now, { zone: ZONE }).toJSDate();
  const result = vietnamese.parseMoment(text, at, ZONE, direction);
  if (result.type === 'none') return '-';
  if (result.type === 'ask') {
    const options = (result.options ?? []).map((option) => show(option.at, option.dateOnly));
    return ['?', ...options].join(' | ');
  }
  return show(result.at, result.dateOnly);
};
const show = (at: Date, dateOnly: boolean): string =>
  DateTime.fromJSDate(at, { zone: ZONE }).toFormat(dateOnly ? 'yyyy-MM-dd' : 'yyyy-MM-dd HH:mm');

const onMonday: readonly (readonly [string, string])[] = [
  // Hours and parts of day
  ['19h30 ngày mai', '2026-11-24 19:30'],
  ['19 giờ 30 ngày mai', '2026-11-24 19:30'],
  ['8 giờ 15 phút sáng thứ 5', '2026-11-26 08:15'],
  ['8g30 mai', '2026-11-24 08:30'],
  ['8:00 mai', '2026-11-24 08:00'],
  ['lúc 19.30 mai', '2026-11-24 19:30'],
  ['lúc 8 mai', '2026-11-24 08:00'],
  ['8 rưỡi sáng mai', '2026-11-24 08:30'],
  ['8h ruoi sang mai', '2026-11-24 08:30'],
  ['6 rưỡi tối mai', '2026-11-24 18:30'],
  ['7h kém 10 sáng mai', '2026-11-24 06:50'],
  ['8 giờ kém 15 sáng mai', '2026-11-24 07:45'],
  ['tám giờ ba mươi sáng mai', '2026-11-24 08:30'],
  ['bảy giờ tối mai', '2026-11-24 19:00'],
  ['bay gio toi mai', '2026-11-24 19:00'],
  ['2h chiều mai', '2026-11-24 14:00'],
  ['2h chieu mai', '2026-11-24 14:00'],
  ['7h tối mai', '2026-11-24 19:00'],
  ['toi mai 7h', '2026-11-24 19:00'],
  ['7 gio 30 toi mai', '2026-11-24 19:30'],
  ['12h30 trưa mai', '2026-11-24 12:30'],
  ['1h trưa mai', '2026-11-24 13:00'],
  ['11h trưa mai', '2026-11-24 11:00'],
  ['10h đêm mai', '2026-11-24 22:00'],
  ['12h đêm mai', '2026-11-25 00:00'],
  ['14h30 mai', '2026-11-24 14:30'],
  ['0h mai', '2026-11-24 00:00'],
  // Union work without a part of day
  ['7h mai', '2026-11-24 07:00'],
  ['11h mai', '2026-11-24 11:00'],
  ['1h mai', '2026-11-24 13:00'],
  ['5h mai', '2026-11-24 17:00'],
  ['6h mai', '? | 2026-11-24 06:00 | 2026-11-24 18:00'],
  ['12h mai', '? | 2026-11-24 12:00 | 2026-11-25 00:00'],
  // An hour alone
  ['16h', '2026-11-23 16:00'],
  ['hôm nay 16h', '2026-11-23 16:00'],
  ['nay 15h', '2026-11-23 15:00'],
  ['chieu nay 3h', '2026-11-23 15:00'],
  ['tối nay 7h', '2026-11-23 19:00'],
  ['8h', '? | 2026-11-24 08:00'],
  ['bay gio', '? | 2026-11-23 08:00'],
  ['bây giờ', '2026-11-23 08:00'],
  ['2 tiếng nữa', '2026-11-23 10:00'],
  ['nửa tiếng nữa', '2026-11-23 08:30'],
  ['30 phút nữa', '2026-11-23 08:30'],
  ['1 tiếng rưỡi nữa', '2026-11-23 09:30'],
  // Days by word
  ['hôm nay', '2026-11-23'],
  ['mai', '2026-11-24'],
  ['ngày mai', '2026-11-24'],
  ['ngay mai', '2026-11-24'],
  ['chiều mai', '2026-11-24'],
  ['kia', '2026-11-25'],
  ['ngày kia', '2026-11-25'],
  ['mốt', '2026-11-25'],
  ['ngày mốt 8h', '2026-11-25 08:00'],
  ['kìa', '2026-11-26'],
  ['ngày kìa', '2026-11-26'],
  ['hôm qua', '2026-11-22'],
  ['hom qua', '2026-11-22'],
  ['hôm kia', '2026-11-21'],
  ['hôm kìa', '2026-11-20'],
  ['3 ngày nữa', '2026-11-26'],
  ['hai tuần nữa', '2026-12-07'],
  // Weekdays
  ['thứ 6', '2026-11-27'],
  ['thu 6', '2026-11-27'],
  ['thứ sáu', '2026-11-27'],
  ['t6', '2026-11-27'],
  ['T7 9h', '2026-11-28 09:00'],
  ['thu tu', '2026-11-25'],
  ['thứ tư', '2026-11-25'],
  ['CN', '2026-11-29'],
  ['chủ nhật 2h chiều', '2026-11-29 14:00'],
  ['chu nhat', '2026-11-29'],
  ['thứ 7 này', '2026-11-28'],
  ['thu bay nay', '2026-11-28'],
  ['thứ 7 tới', '2026-11-28'],
  ['thứ hai tuần tới', '2026-11-30'],
  ['thứ 6 tuần sau 2h chiều', '2026-12-04 14:00'],
  ['thứ 3 tuần sau nữa', '2026-12-08'],
  ['thứ 3 tuần trước', '2026-11-17'],
  ['thứ 6 vừa rồi', '2026-11-20'],
  ['sang tuần thứ 3', '2026-12-01'],
  ['hop luc 7h toi thu 7', '2026-11-28 19:00'],
  ['8h toi thu 6', '2026-11-27 20:00'],
  ['thứ 2', '? | 2026-11-23 | 2026-11-30'],
  // Dates, day first
  ['7/12', '2026-12-07'],
  ['07-12', '2026-12-07'],
  ['7.12', '2026-12-07'],
  ['7/12/2026', '2026-12-07'],
  ['24.11.26', '2026-11-24'],
  ['8h00, thứ Bảy ngày 28/11/2026', '2026-11-28 08:00'],
  ['8h 27/11', '2026-11-27 08:00'],
  ['08:00 27/11', '2026-11-27 08:00'],
  ['8h 20 tháng 12', '2026-12-20 08:00'],
  ['ngày 20 tháng 12 năm 2026', '2026-12-20'],
  ['ngay 20 thang 12', '2026-12-20'],
  ['20 t12', '2026-12-20'],
  ['ngày 20 tháng mười hai', '2026-12-20'],
  ['3/2', '2027-02-03'],
  ['29/2', '2028-02-29'],
  ['ngày 27', '2026-11-27'],
  ['ngày 20', '2026-12-20'],
  ['mùng 5', '2026-12-05'],
  ['mung 5', '2026-12-05'],
  ['mồng 5 tháng 12', '2026-12-05'],
  ['mùng năm', '2026-12-05'],
  ['ngày 5 tháng sau', '2026-12-05'],
  ['thứ năm 26/11', '2026-11-26'],
  ['8h-10h ngày 27/11', '2026-11-27 08:00'],
  ['từ 8h đến 10h mai', '2026-11-24 08:00'],
  // Deadlines
  ['trước ngày 20', '2026-12-19'],
  ['chậm nhất 16h30 ngày 18/12', '2026-12-18 16:30'],
  ['trong tuần này', '? | 2026-11-27 | 2026-11-29'],
  // Vague: concrete choices
  ['tuần này', '? | 2026-11-23 | 2026-11-24 | 2026-11-25 | 2026-11-26 | 2026-11-27 | 2026-11-28 | 2026-11-29'],
  ['đầu tháng', '? | 2026-12-01 | 2026-12-03 | 2026-12-05'],
  ['giữa tháng 12', '? | 2026-12-14 | 2026-12-15 | 2026-12-16'],
  ['cuối tháng', '? | 2026-11-25 | 2026-11-28 | 2026-11-30'],
  ['cuối tuần', '? | 2026-11-28 | 2026-11-29'],
  ['cuối quý', '? | 2026-12-31'],
  ['ra Tết', '?'],
  ['sau mùa gặt', '?'],
  ['chiều chiều', '?'],
  ['bữa trước', '?'],
  ['hôm nọ', '?'],
  ['tháng sau', '?'],
  // Wrong
  ['31/6', '?'],
  ['30/2', '?'],
  ['29/2/2027', '?'],
  ['ngày 31/11', '?'],
  ['ngày 31 tháng này', '?'],
  ['5/13', '?'],
  ['ngày 32', '?'],
  ['mùng 15', '?'],
  ['25h', '?'],
  ['8h75', '?'],
  ['14h sáng mai', '? | 2026-11-24 02:00 | 2026-11-24 14:00'],
  ['thứ Tư ngày 1/12', '? | 2026-12-01 | 2026-12-02'],
  ['thứ sáu 26/11', '? | 2026-11-26 | 2026-11-27'],
  ['8h thứ sáu 26/11', '? | 2026-11-26 08:00 | 2026-11-27 08:00'],
  ['27/11 hoặc 28/11', '? | 2026-11-27 | 2026-11-28'],
  // Just passed, or long ago
  ['20/10', '? | 2026-10-20 | 2027-10-20'],
  ['14h30 ngày 20/10', '? | 2026-10-20 14:30 | 2027-10-20 14:30'],
  ['8/3', '2027-03-08'],
  // Repeats
  ['mùng 5 hàng tháng', '? | 2026-12-05'],
  ['hằng tuần thứ 7', '? | 2026-11-28'],
  ['mỗi tháng một lần', '?'],
  // Lunar days are turned into solar ones and asked back
  ['15 tháng 7 âm lịch', '? | 2027-08-16'],
  ['rằm tháng Chạp', '? | 2027-01-22'],
  ['ram thang gieng', '? | 2027-02-20'],
  ['mùng 3 Tết', '? | 2027-02-08'],
  ['29 Tết', '? | 2027-02-05'],
  ['20/10 âm lịch', '? | 2026-11-28'],
  ['19h mùng 5 tháng chạp', '? | 2027-01-12 19:00'],
  ['rằm', '? | 2026-11-23'],
  ['Tết', '?'],
  ['35 tháng 7 âm lịch', '?'],
  // Not a moment
  ['', '-'],
  ['chào em', '-'],
  ['5 chị', '-'],
  ['15', '-'],
  ['chị Mai', '-'],
  ['thu 5 triệu', '-'],
  ['họp Ban Chấp hành', '-'],
  ['tôi không biết', '-'],
  ['0912345678', '-'],
  ['24/24', '?'],
];

describe('a moment as officers type it, read on Monday 23/11/2026 at 8h00', () => {
  it.each(onMonday)('"%s" is %s', (text, expected) => {
    expect(read(text, MONDAY)).toBe(expected);
  });
});

describe('a moment that depends on the day it is said', () => {
  it.each([
    ['thứ 7 tới', '2026-11-27T08:00', '? | 2026-11-28 | 2026-12-05'],
    ['thứ 7 tới', '2026-11-28T08:00', '2026-12-05'],
    ['thứ 7 này', '2026-11-29T08:00', '? | 2026-11-28 | 2026-12-05'],
    ['thứ 7', '2026-11-29T08:00', '2026-12-05'],
    ['chủ nhật', '2026-11-28T08:00', '2026-11-29'],
    ['19h', '2026-11-23T20:00', '? | 2026-11-24 19:00'],
    ['ngày 31', '2026-11-23T08:00', '2026-12-31'],
    ['1/1', '2026-12-31T23:00', '2027-01-01'],
    ['mai', '2026-12-31T23:30', '2027-01-01'],
    ['29/2', '2096-03-01T08:00', '? | 2096-02-29 | 2104-02-29'],
  ])('"%s" said at %s is %s', (text, now, expected) => {
    expect(read(text, now)).toBe(expected);
  });
});

describe('a moment in a report lies behind', () => {
  it.each([
    ['20/10', '2026-10-20'],
    ['họp hôm 20/10', '2026-10-20'],
    ['8/3', '2026-03-08'],
    ['3/12', '2025-12-03'],
    ['thứ 6', '2026-11-20'],
    ['ngày 25', '2026-10-25'],
    ['7h', '2026-11-23 07:00'],
    ['19h', '? | 2026-11-22 19:00'],
  ])('"%s" is %s', (text, expected) => {
    expect(read(text, MONDAY, 'past')).toBe(expected);
  });
});

describe('what is said back', () => {
  const now = DateTime.fromISO(MONDAY, { zone: ZONE }).toJSDate();

  it.each([
    ['7h tối thứ 6', '19h00, thứ Sáu ngày 27/11/2026'],
    ['chu nhat', 'Chủ nhật ngày 29/11/2026'],
  ])('names weekday and date: "%s" → %s', (text, sentence) => {
    expect(vietnamese.parseMoment(text, now, ZONE)).toMatchObject({ type: 'moment', sentence });
  });

  it.each([
    ['31/6', 'Không có ngày 31/6 ạ, tháng 6 chỉ có 30 ngày. Là ngày nào ạ?'],
    ['thứ Tư ngày 1/12', 'Ngày 1/12/2026 là thứ Ba, không phải thứ Tư ạ. Là ngày nào ạ?'],
    ['6h mai', '6h sáng hay 6h chiều ạ?'],
    ['5/13', 'Không có tháng 13 ạ. Ngày viết trước, tháng viết sau, ví dụ 27/11. Là ngày nào ạ?'],
    ['20/10', 'Ngày 20/10 đã qua. Là năm nào ạ?'],
    ['8h', '8h00 hôm nay đã qua. Là ngày nào ạ?'],
  ])('says what is wrong or unclear: "%s" → %s', (text, question) => {
    expect(vietnamese.parseMoment(text, now, ZONE)).toMatchObject({ type: 'ask', question });
  });

  it('reads an option label again as the same moment', () => {
    const asked = vietnamese.parseMoment('6h mai', now, ZONE);
    if (asked.type !== 'ask') throw new Error('expected a question');
    for (const option of asked.options ?? []) {
      expect(vietnamese.parseMoment(option.label, now, ZONE)).toMatchObject({ type: 'moment', at: option.at });
    }
  });
});
