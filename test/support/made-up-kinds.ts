import { z } from 'zod';
import { fail, ok, type Result } from '../../src/base/result.ts';
import { type ChannelKind, type ConnectedChannel, channelKind, type QrState } from '../../src/channels/kind.ts';
import type { Abilities, SendOutcome } from '../../src/chat/channel.ts';

/**
 * Kinds of channels that exist nowhere, for tests of what all kinds share: one with a token and a webhook, one signed in
 * by a picture, one by a platform's page. They have every sort of field, and the test says what their platform does.
 */

const abilities: Abilities = {
  groups: true,
  maxButtons: 3,
  polls: false,
  reminders: false,
  mentions: true,
  typing: false,
  reactions: false,
  maxTextLength: 2_000,
  lengthOf: (text) => text.length,
};

/** What the made-up platform does when it is asked; a test changes it. */
export interface MadeUpPlatform {
  test: Result<{ readonly name: string; readonly facts: readonly string[] }>;
  send: SendOutcome;
  readonly groups: { readonly id: string; readonly name: string; readonly size?: number }[];
  /** Links by which somebody joined. */
  readonly joined: string[];
  /** Sign-ins by picture that are under way, the newest last. */
  readonly signIns: { show(state: QrState): void; end(result: Result<{ session: string }>): void }[];
}

export const madeUpPlatform = (): MadeUpPlatform => ({
  test: ok({ name: 'Hội LHPN xã Ba Bể', facts: ['Quyền: gửi và nhận tin', 'Gói: miễn phí'] }),
  send: { type: 'sent', messageId: 'm-1' },
  groups: [
    { id: 'g-1', name: 'Chi hội Nà Mơ', size: 42 },
    { id: 'g-2', name: 'Cán bộ Hội xã Ba Bể', size: 17 },
  ],
  joined: [],
  signIns: [],
});

const Settings = z.object({
  page: z.string().regex(/^\d+$/, 'chỉ gồm chữ số.').optional(),
  mode: z.enum(['strict', 'report']).default('strict'),
  buttons: z.boolean().default(true),
  hours: z.number().int().min(1).max(72).default(24),
  apiBase: z.url().optional(),
});
const Secrets = z.object({ token: z.string().optional(), session: z.string().optional() });
type Secrets = z.output<typeof Secrets>;

const field = { secret: false, required: false, input: 'text' } as const;
const FIELDS = {
  token: {
    ...field,
    name: 'token',
    label: 'Mã truy cập',
    help: 'Lấy ở trang quản lý của nền tảng, mục Mã truy cập.',
    secret: true,
    required: true,
  },
  page: { ...field, name: 'page', label: 'Mã trang', help: 'Dãy số ở cuối địa chỉ trang.', required: true },
  mode: {
    ...field,
    name: 'mode',
    label: 'Kiểm tra chữ ký',
    help: 'Để “Bắt buộc” khi đã chạy thật.',
    input: 'select',
    options: [
      { value: 'strict', label: 'Bắt buộc' },
      { value: 'report', label: 'Chỉ báo' },
    ],
  },
  buttons: { ...field, name: 'buttons', label: 'Gửi nút bấm', help: 'Tắt thì lựa chọn được đánh số.', input: 'switch' },
  hours: {
    ...field,
    name: 'hours',
    label: 'Trả lời tin bị lỡ trong (giờ)',
    help: 'Mặc định 24.',
    input: 'number',
    advanced: true,
  },
  session: {
    ...field,
    name: 'session',
    label: 'Phiên có sẵn',
    help: 'Dán nội dung tệp phiên, nếu có.',
    secret: true,
    input: 'long',
    advanced: true,
  },
  apiBase: {
    ...field,
    name: 'apiBase',
    label: 'Địa chỉ API khác',
    help: 'Chỉ dùng khi thử.',
    input: 'url',
    advanced: true,
  },
} as const;

const channel = (
  account: string,
  kind: string,
  platform: MadeUpPlatform,
  more: Partial<ConnectedChannel> = {},
): ConnectedChannel => ({
  account,
  kind,
  abilities,
  start: async () => undefined,
  stop: async () => undefined,
  send: async () => platform.send,
  test: async () => platform.test,
  ...more,
});

/** The kinds over one platform. */
export const madeUpKinds = (platform: MadeUpPlatform): readonly ChannelKind[] => [
  channelKind<z.output<typeof Settings>, Secrets>({
    kind: 'made-up-hook',
    label: 'Kênh có webhook',
    about: 'Kênh chính thức của tổ chức, nhắn được riêng và trong nhóm.',
    recommended: true,
    warnings: ['Chỉ nhắn được cho người đã nhắn cho trang.'],
    settings: Settings,
    secrets: Secrets,
    fields: [FIELDS.page, FIELDS.token, FIELDS.mode, FIELDS.buttons, FIELDS.hours, FIELDS.apiBase],
    steps: ({ webhookUrl }) => [
      'Mở trang quản lý của nền tảng, chọn mục Webhook.',
      `Dán địa chỉ ${webhookUrl} rồi bấm Lưu.`,
      'Bấm nút Gửi thử.',
    ],
    signIn: { type: 'fields' },
    abilities: () => abilities,
    pace: { minGapMs: 0, jitterMs: 0 },
    exclusive: () => false,
    // As of a bot that asks for its updates when it is set so.
    webhookKey: ({ mode }, account) => (mode === 'report' ? undefined : account),
    /** `?test` is the platform's test button, `?unknown` an event of a name that nobody knows. */
    receive(request, [first]) {
      const account = first?.account ?? '';
      const answer = { status: 200 };
      const told = [] as const;
      if (request.query.has('test')) return { answer, told, notes: [{ type: 'tested', account, what: 'thử' }] };
      const body: unknown = JSON.parse(request.body.toString('utf8') || 'null');
      return { answer, told, notes: [{ type: 'unknown_event', account, name: 'sticker_pack', body }] };
    },
    connect: ({ account, report, secrets }) =>
      channel(account, 'made-up-hook', platform, {
        async start() {
          report({ state: (await secrets()).token === undefined ? 'needs_sign_in' : 'connected' });
        },
        groups: async () => ok(platform.groups),
        async joinGroup(link) {
          platform.joined.push(link);
          return ok({ waiting: true });
        },
        procedures: {
          set_menu: {
            label: 'Đặt trình đơn',
            about: 'Đưa trình đơn của trợ lý lên trang của nền tảng.',
            run: async () => ok('Đã đặt trình đơn gồm 5 mục.'),
          },
        },
      }),
  }),
  channelKind<z.output<typeof Settings>, Secrets>({
    kind: 'made-up-qr',
    label: 'Kênh quét mã',
    about: 'Tài khoản cá nhân, vào được nhóm có sẵn.',
    unofficial: true,
    warnings: ['Đây là cách không chính thức.', 'Tài khoản có thể bị khóa bất cứ lúc nào.'],
    settings: Settings,
    secrets: Secrets,
    fields: [FIELDS.session, FIELDS.apiBase],
    steps: () => [],
    signIn: {
      type: 'qr',
      run: (_account, show, { signal }) =>
        new Promise((end) => {
          platform.signIns.push({ show, end });
          signal.addEventListener('abort', () => end(fail('made_up.stopped', 'Đã dừng.')));
        }),
    },
    abilities: () => abilities,
    pace: { minGapMs: 20_000, jitterMs: 10_000, perHour: 60, perDay: 400, warmUpDays: 14 },
    exclusive: () => true,
    connect: ({ account, report, secrets }) =>
      channel(account, 'made-up-qr', platform, {
        async start() {
          if ((await secrets()).session === undefined)
            report({
              state: 'needs_sign_in',
              sentence: 'Phiên đăng nhập đã hết. Chị bấm “Đăng nhập lại” và quét mã bằng điện thoại.',
            });
          else report({ state: 'connected' });
        },
      }),
  }),
  channelKind<z.output<typeof Settings>, Secrets>({
    kind: 'made-up-oauth',
    label: 'Kênh cấp quyền',
    warnings: [],
    settings: Settings,
    secrets: Secrets,
    fields: [FIELDS.page, FIELDS.apiBase],
    steps: () => [],
    signIn: {
      type: 'oauth',
      /** The platform's page agrees at once, unless the account says that nobody agrees there (page 0). */
      begin: ({ settings }, { redirectUri, state }) =>
        ok(`${redirectUri}?${new URLSearchParams({ state, ...(settings.page === '0' ? {} : { code: 'yes' }) })}`),
      async finish(_account, { query }) {
        return query.get('code') === 'yes'
          ? ok({ secrets: { token: 'made-up-granted' } })
          : fail('made_up.denied', 'Chị chưa đồng ý cấp quyền trên trang của nền tảng. Chị bấm kết nối lại.');
      },
    },
    abilities: () => abilities,
    pace: { minGapMs: 0, jitterMs: 0 },
    exclusive: () => false,
    connect: ({ account, report, secrets }) =>
      channel(account, 'made-up-oauth', platform, {
        async start() {
          report({ state: (await secrets()).token === undefined ? 'new' : 'connected' });
        },
      }),
  }),
];
