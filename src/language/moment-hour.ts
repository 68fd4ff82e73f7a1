import { couldBe, type Found, find, type Scan, SPELLED, smallNumber, without } from './moment-text.ts';

export interface HourOfDay {
  readonly hour: number;
  readonly minute: number;
  /** 1 when the hour belongs to the next day ("12h đêm"). */
  readonly nextDay?: 1;
}

export type HourFound =
  | { readonly type: 'hour'; readonly at: HourOfDay }
  | { readonly type: 'ask'; readonly question: string; readonly options: readonly HourOfDay[] }
  | { readonly type: 'none'; readonly part?: Part };

export type Part = 'sáng' | 'trưa' | 'chiều' | 'tối' | 'đêm';

const PARTS: Readonly<Record<string, Part>> = {
  sang: 'sáng',
  trua: 'trưa',
  chieu: 'chiều',
  toi: 'tối',
  dem: 'đêm',
  khuya: 'đêm',
};

const DAY_AHEAD = String.raw`(?=\s*(?:nay|mai|qua|mot\b|kia|hom|ngay|thu\b|t[2-7]\b|cn\b|chu\s+nhat|mung|mong|\d{1,2}\s*[/-]|luc|$|\||\d{1,2}\s*(?:h|g|gio|:)))`;
const NOT_AFTER_DAY = String.raw`(?<!(?:tuan|thang|nam|thu\s*(?:\d|hai|ba|tu|nam|sau|bay)|\bt[2-7]|nhat|cn|ngay\s*\d{1,2}|quy)\s*)`;

/** Hours, most telling form first. Group 1 hour, 2 minute, 3 "kém", 4 half, 5 part of day. */
const MINUTE = String.raw`(?:(\d{1,2})(?!\d)(?:\s*(?:phut|p|ph)\b)?|\s+(\d{1,2}|${SPELLED})\b(?![/.-]|\s*(?:/|thang|(?:ngay|tuan|tieng|phut)\s+nua|h\b))(?:\s*(?:phut|p|ph)\b)?)?`;
const CLOCK = new RegExp(
  String.raw`(?<![\d/.,:-])(\d{1,2}|${SPELLED})\s*(?:h|g|gio)(?![a-z])${MINUTE}(?:\s*(?:kem)\s+(\d{1,2}|${SPELLED})(?:\s*(?:phut|p)\b)?|\s*(ruoi))?`,
  'u',
);
const COLON = /(?<![\d/.,:-])(\d{1,2})\s?:\s?(\d{2})(?![\d:])/u;
const HALF = new RegExp(String.raw`(?<![\d/.,:-])(\d{1,2}|${SPELLED})\s*(ruoi)\b`, 'u');
const LESS = new RegExp(String.raw`(?<![\d/.,:-])(\d{1,2}|${SPELLED})\s*kem\s+(\d{1,2}|${SPELLED})\b`, 'u');
const DOTTED =
  /(?<![\d/.,:-])(?:luc\s*)(\d{1,2})\.(\d{2})(?![\d./-])|(?<![\d/.,:-])(\d{1,2})\.(1[3-9]|[2-5]\d|00)(?![\d./-])/u;
const WITH_PART =
  /(?<!(?:thu|t|ngay|mung|mong|thang|hom|[\d/.,:-])\s*)(\d{1,2})\s*(?=(?:sang|trua|chieu|toi|dem|khuya)\b)/u;
const AT = /(?<=\bluc\s*)(\d{1,2})(?![\d/.-]|\s*thang)/u;

interface Clock {
  readonly hour: number;
  readonly minute: number;
  /** "kém": the minutes are taken off the hour that was said. */
  readonly less?: true;
  readonly found: Found;
}

const read = (text: Scan): Clock | undefined => {
  const clock = find(text, CLOCK, (found, marked) => {
    const spelled = found.groups[1] ?? '';
    if (/^\d/.test(spelled)) return true;
    const word = marked.split(/\s+/)[0] ?? '';
    // "bay gio" is "bây giờ" and "bảy giờ", "sau gio" is "sau giờ" and "sáu giờ": marks or a part of day must tell.
    if (spelled !== 'bay' && spelled !== 'sau') return couldBe(marked, 'giờ');
    if (word !== spelled) return word === 'bảy' || word === 'bẩy' || word === 'sáu';
    return /^\s*(?:sang|chieu|toi|dem|kem|ruoi)/.test(text.ascii.slice(found.end));
  });
  if (clock) {
    const [, hour, minute, spelledMinute, less, half] = clock.groups;
    const base = { hour: smallNumber(hour ?? '0'), found: clock };
    if (less !== undefined) return { ...base, minute: smallNumber(less), less: true };
    if (half !== undefined) return { ...base, minute: 30 };
    const minutes = minute ?? spelledMinute;
    return { ...base, minute: minutes === undefined ? 0 : smallNumber(minutes) };
  }
  const colon = find(text, COLON);
  if (colon) return { hour: Number(colon.groups[1]), minute: Number(colon.groups[2]), found: colon };
  const half = find(text, HALF, (_, marked) => couldBe(marked, 'rưỡi'));
  if (half) return { hour: smallNumber(half.groups[1] ?? '0'), minute: 30, found: half };
  const less = find(text, LESS, (_, marked) => couldBe(marked, 'kém'));
  if (less)
    return {
      hour: smallNumber(less.groups[1] ?? '0'),
      minute: smallNumber(less.groups[2] ?? '0'),
      less: true,
      found: less,
    };
  const dotted = find(text, DOTTED);
  if (dotted) {
    const hour = dotted.groups[1] ?? dotted.groups[3];
    return { hour: Number(hour), minute: Number(dotted.groups[2] ?? dotted.groups[4]), found: dotted };
  }
  const plain = find(text, WITH_PART) ?? find(text, AT);
  return plain ? { hour: Number(plain.groups[1]), minute: 0, found: plain } : undefined;
};

/** The part of day beside the hour, or before a day ("sáng mai"); "tới" (next) and "tôi" are not "tối". */
const partIn = (text: Scan, clock: Found | undefined): { part: Part; found: Found } | undefined => {
  const isPart = (found: Found, marked: string): boolean => {
    const part = PARTS[found.groups[1] ?? ''];
    return part !== undefined && (couldBe(marked, part) || (part === 'đêm' && couldBe(marked, 'khuya')));
  };
  if (clock) {
    const behind = /^\s*(sang|trua|chieu|toi|dem|khuya)\b(?!\s*(?:tuan|thang|nam)\b)/.exec(text.ascii.slice(clock.end));
    if (behind) {
      const start = clock.end + behind[0].length - (behind[1] ?? '').length;
      const found = { groups: [...behind], start, end: clock.end + behind[0].length };
      if (isPart(found, text.marked.slice(start, found.end))) {
        return { part: PARTS[behind[1] ?? ''] as Part, found };
      }
    }
  }
  const clear = new RegExp(String.raw`${NOT_AFTER_DAY}\b(sang|trua|chieu|toi|dem|khuya)\b${DAY_AHEAD}`);
  const marked = /\b(sang|trua|chieu|toi|dem|khuya)\b(?!\s*(?:tuan|thang|nam)\b)/;
  const found =
    find(text, clear, isPart) ??
    find(
      text,
      marked,
      (f, slice) => isPart(f, slice) && (slice !== f.groups[1] || /^(?:trua|chieu|khuya)$/.test(slice)),
    );
  return found && { part: PARTS[found.groups[1] ?? ''] as Part, found };
};

export const showHour = (at: HourOfDay): string => `${at.hour}h${String(at.minute).padStart(2, '0')}`;

const settle = (hour: number, minute: number, part: Part | undefined): HourFound => {
  const hourFound = (h: number, nextDay?: 1): HourFound => ({
    type: 'hour',
    at: nextDay ? { hour: h, minute, nextDay } : { hour: h, minute },
  });
  const said = `${hour}h${minute === 0 ? '' : String(minute).padStart(2, '0')}`;
  /** 24 stands for midnight at the end of the day. */
  const ask = (question: string, ...hours: number[]): HourFound => ({
    type: 'ask',
    question,
    options: hours.map((h) => (h === 24 ? { hour: 0, minute, nextDay: 1 as const } : { hour: h, minute })),
  });
  if (hour < 0 || hour > 24 || minute > 59 || (hour === 24 && minute > 0)) {
    return ask(`Không có giờ ${said} ạ. Mấy giờ, ví dụ 8h30 hay 19h30 ạ?`);
  }
  if (hour === 24) return hourFound(0, 1);
  if (hour >= 13) {
    if (part === 'sáng' || (part === 'trưa' && hour > 13)) {
      return ask(`${said} không phải buổi ${part} ạ. Là mấy giờ ạ?`, hour - 12, hour);
    }
    return hourFound(hour);
  }
  switch (part) {
    case 'sáng':
      return hour === 12 ? ask(`${said} sáng là giờ nào ạ?`, 0, 12) : hourFound(hour);
    case 'trưa':
      if (hour === 10 || hour === 11 || hour === 12) return hourFound(hour);
      return hour >= 1 && hour <= 2 ? hourFound(hour + 12) : ask(`${said} trưa là mấy giờ ạ?`, hour, hour + 12);
    case 'chiều':
      return hour >= 1 && hour <= 6
        ? hourFound(hour + 12)
        : ask(`${said} chiều là mấy giờ ạ?`, hour === 12 ? 12 : hour + 12);
    case 'tối':
      return hour >= 5 && hour <= 11
        ? hourFound(hour + 12)
        : ask(`${said} tối là mấy giờ ạ?`, ...(hour === 12 ? [24] : [hour + 12]));
    case 'đêm':
      if (hour >= 8 && hour <= 11) return hourFound(hour + 12);
      return hour === 12 ? hourFound(0, 1) : hourFound(hour);
    default:
      // Union work without a part of day: 7–11 is morning, 1–5 afternoon; 6 and 12 must be asked (reference, 4.4).
      if (hour >= 7 && hour <= 11) return hourFound(hour);
      if (hour >= 1 && hour <= 5) return hourFound(hour + 12);
      if (hour === 0) return hourFound(0);
      return hour === 6
        ? ask(`${said} sáng hay ${said} chiều ạ?`, 6, 18)
        : ask(`${said} trưa hay ${said} đêm ạ?`, 12, 24);
  }
};

const back = (at: HourOfDay, minutes: number): HourOfDay => {
  const total = (at.hour * 60 + at.minute - minutes + 1440) % 1440;
  return { hour: Math.floor(total / 60), minute: total % 60 };
};

const earlier = (settled: HourFound, minutes: number): HourFound => {
  if (settled.type === 'hour') return { type: 'hour', at: back(settled.at, minutes) };
  return settled.type === 'ask' ? { ...settled, options: settled.options.map((at) => back(at, minutes)) } : settled;
};

/** The hour in a text, and the text without it. The first hour counts ("từ 8h đến 10h"). */
export const findHour = (text: Scan): { hour: HourFound; rest: Scan } => {
  const clock = read(text);
  const part = partIn(text, clock?.found);
  let rest = clock ? without(text, clock.found) : text;
  if (part) rest = without(rest, part.found);
  if (!clock) return { hour: part ? { type: 'none', part: part.part } : { type: 'none' }, rest };
  const settled = settle(clock.hour, clock.less ? 0 : clock.minute, part?.part);
  return { hour: clock.less ? earlier(settled, clock.minute) : settled, rest };
};
