import { z } from 'zod';

/** The version of Meta's Graph API that this channel speaks. A version lives about two years. */
export const DEFAULT_VERSION = 'v25.0';
const DEFAULT_BASE = 'https://graph.facebook.com';

/** Meta's ids are decimal strings, some longer than a JavaScript number can hold. */
const metaId = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{3,30}$/, `${what} chỉ gồm chữ số. Chị chép lại giúp em.`);

/** A form leaves a field empty rather than out. */
const optional = <T extends z.ZodType>(inner: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), inner.optional());

/** Items of the persistent menu, one a line: `Tài liệu`, `Xem lịch = lịch họp`, `Trang web = https://…`. */
export const DEFAULT_MENU = [
  'Trình đơn = menu',
  'Tài liệu = tài liệu',
  'Làm trắc nghiệm = làm trắc nghiệm',
  'Lịch họp = lịch họp',
  'Tiến độ = tiến độ',
  'Dừng nhận tin = dừng nhận tin',
].join('\n');

export const Settings = z.object({
  /** The Page; one account is one Page. */
  pageId: metaId('Mã Trang'),
  /** The app that the Page is connected to; several Pages of one app share a webhook address. */
  appId: metaId('Mã ứng dụng'),
  version: optional(
    z
      .string()
      .trim()
      .regex(/^v\d{1,3}\.\d$/, 'Phiên bản có dạng v25.0.'),
  ).transform((version) => version ?? DEFAULT_VERSION),
  /** Another address for Meta's API: an emulator or a proxy. */
  apiBase: optional(z.url({ protocol: /^https?$/ })).transform((base) => (base ?? DEFAULT_BASE).replace(/\/+$/, '')),
  /** An approved utility template with two places: what to remember, and when. Without it nothing goes outside the window. */
  utilityTemplate: optional(z.string().trim().max(512)),
  utilityLanguage: optional(z.string().trim().max(20)).transform((language) => language ?? 'vi'),
  menu: optional(z.string().max(4000)).transform((menu) => menu ?? DEFAULT_MENU),
});
export type Settings = z.infer<typeof Settings>;

const secret = optional(z.string().trim().max(2000));

export const Secrets = z.object({
  /** Signs webhooks and deletion requests, and proves our calls. One for all Pages of an app. */
  appSecret: secret,
  /** Sends and reads for one Page. */
  pageToken: secret,
  /** The words that Meta sends when the webhook's address is saved. Chosen by us. */
  verifyToken: secret,
});
export type Secrets = z.infer<typeof Secrets>;
