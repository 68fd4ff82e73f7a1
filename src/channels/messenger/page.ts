import { z } from 'zod';
import { fail, ok, type Result } from '../../base/result.ts';
import { meaningOf } from './errors.ts';
import type { Graph, GraphAnswer } from './graph.ts';
import { profileOf, readMenu } from './menu.ts';
import type { Settings } from './settings.ts';

/** What the Page must tell us of (messenger.md 3). */
export const FIELDS = [
  'messages',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_referrals',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'message_edits',
  'message_echoes',
  'messaging_handovers',
  'standby',
  'messaging_policy_enforcement',
] as const;

const Me = z.object({ id: z.coerce.string(), name: z.string().default('') });
const Subscriptions = z.object({
  data: z.array(z.object({ id: z.coerce.string(), subscribed_fields: z.array(z.string()).default([]) })),
});

export interface PageIdentity {
  readonly name: string;
}

/** What can be asked of the Page itself, and set on it. Every failure has a sentence with the remedy. */
export interface Page {
  /** The Page that the token is for; `needs_sign_in` in the code when it is another one's. */
  identify(): Promise<Result<PageIdentity>>;
  /** The wanted fields that this app does not get from the Page. */
  missingFields(): Promise<Result<readonly string[]>>;
  subscribe(): Promise<Result<string>>;
  setMenu(): Promise<Result<string>>;
}

/** Codes of failures that a person must mend, and of those that pass by themselves. */
export const TOKEN_WRONG = 'messenger.token';
export const UNREACHED = 'messenger.offline';

const failure = (answer: Exclude<GraphAnswer, { type: 'done' }>): Result<never> => {
  if (answer.type !== 'refused')
    return fail(UNREACHED, 'Chưa gọi được Facebook. Chị kiểm tra mạng của máy chủ rồi thử lại.');
  const meaning = meaningOf(answer.error);
  return fail(meaning.account === 'needs_sign_in' ? TOKEN_WRONG : `messenger.${meaning.code}`, meaning.sentence);
};

const ODD = fail(UNREACHED, 'Facebook trả lời không như mong đợi. Chị thử lại sau ít phút.');

export const createPage = (settings: Settings, graph: Graph): Page => {
  const { pageId, appId } = settings;
  return {
    async identify() {
      const answer = await graph({ path: 'me', query: { fields: 'id,name' } });
      if (answer.type !== 'done') return failure(answer);
      const me = Me.safeParse(answer.json);
      if (!me.success) return ODD;
      if (me.data.id !== pageId)
        return fail(
          TOKEN_WRONG,
          `Mã truy cập này là của “${me.data.name}” (${me.data.id}), không phải Trang ${pageId}. Chị lấy mã của đúng Trang.`,
        );
      return ok({ name: me.data.name });
    },

    async missingFields() {
      const answer = await graph({ path: `${pageId}/subscribed_apps` });
      if (answer.type !== 'done') return failure(answer);
      const read = Subscriptions.safeParse(answer.json);
      if (!read.success) return ODD;
      const mine = read.data.data.find(({ id }) => id === appId)?.subscribed_fields ?? [];
      return ok(FIELDS.filter((field) => !mine.includes(field)));
    },

    async subscribe() {
      const query = { subscribed_fields: FIELDS.join(',') };
      const answer = await graph({ path: `${pageId}/subscribed_apps`, method: 'POST', query });
      if (answer.type !== 'done') return failure(answer);
      return answer.json['success'] === true ? ok('Trang đã đăng ký gửi sự kiện cho ứng dụng.') : ODD;
    },

    async setMenu() {
      const menu = readMenu(settings.menu);
      if (!menu.ok) return menu;
      const answer = await graph({ path: 'me/messenger_profile', json: profileOf(menu.value) });
      if (answer.type !== 'done') return failure(answer);
      return ok(`Đã đặt nút Bắt đầu và trình đơn ${menu.value.length} mục. Điện thoại có thể hiện chậm tới 24 giờ.`);
    },
  };
};
