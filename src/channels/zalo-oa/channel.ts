import { z } from 'zod';
import { fail, ok } from '../../base/result.ts';
import { formatMoment } from '../../base/time.ts';
import type { Abilities, Tell } from '../../chat/channel.ts';
import { createHealth } from '../health.ts';
import type { AccountContext, ConnectedChannel, StateReport } from '../kind.ts';
import { createStanding } from '../standing.ts';
import { createApi } from './api.ts';
import { NOT_SIGNED_IN, OFFLINE } from './errors.ts';
import { MAX_BUTTON_TITLE, MAX_BUTTONS, MAX_LIST, MAX_TEXT, MAX_TEXT_ABOVE_BUTTONS } from './payload.ts';
import { proceduresOf } from './procedures.ts';
import { createProfiles, groupsOf, type Profiles } from './profiles.ts';
import { iconOf } from './reactions.ts';
import { createSending } from './send.ts';
import type { ZaloOaSecrets, ZaloOaSettings } from './settings.ts';
import { createTokens, NEVER_SIGNED_IN } from './tokens.ts';
import { createUploads } from './upload.ts';

export const abilities = ({ buttons }: ZaloOaSettings): Abilities => ({
  groups: true,
  maxButtons: buttons ? MAX_BUTTONS : 0,
  polls: false,
  reminders: false,
  mentions: true,
  typing: false,
  reactions: true,
  maxTextLength: MAX_TEXT,
  maxLabelLength: MAX_BUTTON_TITLE,
  maxButtonTextLength: MAX_TEXT_ABOVE_BUTTONS,
  maxCards: MAX_LIST,
  lengthOf: (text) => text.length,
});

/** Sources differ in the name of the id. */
const Oa = z.looseObject({
  oa_id: z.coerce.string().optional(),
  oaid: z.coerce.string().optional(),
  name: z.string().optional().catch(undefined),
  is_verified: z.unknown().optional(),
  package_name: z.string().optional().catch(undefined),
  avatar: z.string().optional().catch(undefined),
});

/** A connected Official Account. */
export const connect = (context: AccountContext<ZaloOaSettings, ZaloOaSecrets>): ConnectedChannel => {
  const { account, settings, clock, logger, memory, file } = context;
  const report = createStanding((state) => context.report(state));
  const stand = (next: StateReport): void => {
    report(next);
    if (next.state === 'offline') health.look();
  };
  const tokens = createTokens(context, report);
  const api = createApi({ settings, tokens, clock });
  const uploads = createUploads({ file, memory, api, clock });
  let profiles: Profiles | undefined;

  const askOa = () => api({ path: '/v2.0/oa/getoa' });

  const check = async (): Promise<StateReport> => {
    const outcome = await askOa();
    switch (outcome.type) {
      case 'ok':
      case 'later':
        return { state: 'connected' };
      case 'refused':
        return outcome.rule.account
          ? { state: outcome.rule.account, sentence: outcome.rule.sentence }
          : { state: 'connected' };
      case 'signed_out':
        return { state: 'needs_sign_in', sentence: NOT_SIGNED_IN.sentence };
      case 'unsent':
      case 'lost':
        return { state: 'offline', sentence: 'Không kết nối được tới Zalo. Trợ lý tự thử lại.' };
    }
  };
  const health = createHealth({ clock, check, stand: report });

  let picture: string | undefined;
  const sending = createSending({
    settings,
    api,
    uploads,
    clock,
    stand,
    link: context.link,
    async picture() {
      if (picture !== undefined) return picture;
      const outcome = await askOa();
      const avatar = outcome.type === 'ok' ? Oa.safeParse(outcome.data).data?.avatar : undefined;
      picture = avatar?.startsWith('https://') ? avatar : undefined;
      return picture;
    },
  });

  return {
    account,
    kind: 'zalo-oa',
    abilities: abilities(settings),
    procedures: proceduresOf(api),

    async start(tell: Tell) {
      profiles = createProfiles({ account, api, memory, clock, logger, tell });
      const { accessToken } = await context.secrets();
      if (accessToken === undefined) {
        report({ state: 'needs_sign_in', sentence: NEVER_SIGNED_IN });
        return;
      }
      report({ state: 'connecting' });
      tokens.start();
      health.look();
    },

    async stop() {
      tokens.stop();
      health.stop();
      profiles?.stop();
      profiles = undefined;
    },

    async send(request) {
      const outcome = await sending.send(request);
      if (outcome.type === 'sent') profiles?.want(request.thread, request.threadKind);
      return outcome;
    },

    directThreadOf: (contact) => contact,

    async signal(thread, kind, signal) {
      if (signal.type !== 'react' || kind !== 'direct') return;
      const sender_action = { react_icon: iconOf(signal.emoji), react_message_id: signal.messageId };
      await api({ path: '/v2.0/oa/message', json: { recipient: { user_id: thread }, sender_action } });
    },

    async test() {
      const outcome = await askOa();
      if (outcome.type === 'signed_out') return fail('zalo_oa.signed_out', NOT_SIGNED_IN.sentence);
      if (outcome.type === 'refused' || outcome.type === 'later')
        return fail(`zalo_oa.${outcome.rule.code}`, outcome.rule.sentence);
      const oa = Oa.safeParse(outcome.type === 'ok' ? outcome.data : undefined);
      if (!oa.success) return fail('zalo_oa.offline', OFFLINE.sentence);
      const { name = 'Official Account', oa_id, oaid, package_name, is_verified } = oa.data;
      const id = oa_id ?? oaid;
      if (id !== undefined && settings.oaId !== undefined && id !== settings.oaId)
        return fail(
          'zalo_oa.other_oa',
          `Khóa truy cập này thuộc về OA khác (${name}). Chị đăng nhập lại, chọn đúng OA.`,
        );
      report({ state: 'connected' });
      const { expiresAt, refreshUntil } = await context.secrets();
      return ok({
        name,
        facts: [
          ...(id === undefined ? [] : [`Mã OA: ${id}`]),
          ...(package_name === undefined ? [] : [`Gói dịch vụ: ${package_name}`]),
          ...(typeof is_verified === 'boolean' ? [is_verified ? 'OA đã xác thực' : 'OA chưa xác thực'] : []),
          ...(expiresAt === undefined
            ? []
            : [`Khóa truy cập dùng đến ${formatMoment(new Date(expiresAt))}, Trợ lý tự gia hạn trước đó`]),
          ...(refreshUntil === undefined
            ? []
            : [`Nếu chương trình ngừng chạy quá ${formatMoment(new Date(refreshUntil))} thì phải đăng nhập lại`]),
        ],
      });
    },

    async groups() {
      const groups = await groupsOf(api);
      return groups
        ? ok(groups)
        : fail(
            'zalo_oa.no_groups',
            'Zalo không cho xem danh sách nhóm. OA cần gói nhóm (GMF) và ứng dụng cần quyền quản lý thông tin nhóm.',
          );
    },
  };
};
