import { z } from 'zod';
import type { Field, Pace } from '../kind.ts';

/** What the browser of this account calls itself. It must stay the same for the life of a login: cookies are tied to it. */
const USER_AGENT = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0';

export const Settings = z.object({
  /** Another address to which all requests go, with the host that they were meant for in `x-emulated-host`. */
  apiBase: z.url({ protocol: /^https?$/ }).optional(),
  userAgent: z.string().min(10).max(400).default(USER_AGENT),
  /** Whether people who ask to be friends are accepted: a friend may be written to, and may write, without limits. */
  acceptFriends: z.boolean().default(false),
  /** Messages that were missed while offline are answered when they are no older than so many hours. */
  catchUpHours: z.coerce.number().min(0).max(336).default(24),
});
export type Settings = z.output<typeof Settings>;

/** A login of Zalo Web as zca-js takes it back: the cookies, the browser's id and its name. */
export const Session = z.object({
  cookie: z.array(z.record(z.string(), z.unknown())).min(1),
  imei: z.string().min(1),
  userAgent: z.string().min(1),
  /** When a person signed in, ISO. */
  signedInAt: z.string().optional(),
});
export type Session = z.output<typeof Session>;

/** The form's text, or what `cookies` of a browser's export look like, made into one shape. */
const fromText = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    const parsed: unknown = JSON.parse(value);
    const cookie = (parsed as { cookie?: { cookies?: unknown } }).cookie;
    return cookie && !Array.isArray(cookie) ? { ...(parsed as object), cookie: cookie.cookies } : parsed;
  } catch {
    return value;
  }
};

export const Secrets = z.object({ session: z.preprocess(fromText, Session.optional()) });
export type Secrets = z.output<typeof Secrets>;

export const FIELDS: readonly Field[] = [
  {
    name: 'acceptFriends',
    label: 'Tự động đồng ý kết bạn',
    help: 'Chị bật khi muốn cán bộ kết bạn với trợ lý rồi nhắn riêng. Nhận quá nhiều lời mời một lúc dễ làm tài khoản bị khóa.',
    secret: false,
    required: false,
    input: 'switch',
  },
  {
    name: 'catchUpHours',
    label: 'Trả lời tin bị lỡ trong (giờ)',
    help: 'Khi mất kết nối, tin cũ hơn số giờ này sẽ không được trả lời nữa. Mặc định 24.',
    secret: false,
    required: false,
    input: 'number',
    advanced: true,
  },
  {
    name: 'session',
    label: 'Phiên đăng nhập có sẵn',
    help: 'Dán JSON gồm cookie, imei và userAgent của một lần đăng nhập Zalo Web, khi không quét được mã QR tại đây.',
    secret: true,
    required: false,
    input: 'long',
    advanced: true,
  },
  {
    name: 'userAgent',
    label: 'Tên trình duyệt (User-Agent)',
    help: 'Phải đúng với trình duyệt đã đăng nhập và giữ nguyên suốt phiên. Chị để trống nếu đăng nhập bằng mã QR.',
    secret: false,
    required: false,
    input: 'text',
    advanced: true,
  },
  {
    name: 'apiBase',
    label: 'Địa chỉ máy chủ thay thế',
    help: 'Chỉ dùng khi thử với máy chủ giả lập hoặc đi qua máy trung gian. Để trống là dùng Zalo thật.',
    secret: false,
    required: false,
    input: 'url',
    advanced: true,
  },
];

export const WARNINGS: readonly string[] = [
  'Kênh này dùng thư viện không chính thức, giả làm Zalo Web. Zalo không hỗ trợ cách này và có thể khóa tài khoản bất cứ lúc nào.',
  'Hội và cơ quan nên dùng Zalo Official Account. Nếu vẫn dùng kênh này, chị lập một số điện thoại riêng cho trợ lý, không dùng Zalo của cá nhân.',
  'Trong lúc trợ lý chạy, chị không mở Zalo Web bằng tài khoản này: mỗi tài khoản chỉ có một phiên web, mở ở nơi khác thì trợ lý bị thoát ra.',
];

/**
 * Nobody publishes the limits; these are the sense of users' reports (zca-js.md, section 7): seconds between sends, an
 * allowance far below what got accounts locked, and a slow first week.
 */
export const PACE: Pace = { minGapMs: 2500, jitterMs: 2500, perHour: 240, perDay: 1200, warmUpDays: 7 };
