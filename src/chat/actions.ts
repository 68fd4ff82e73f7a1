import { createHash } from 'node:crypto';
import { z } from 'zod';
import { formatMoment } from '../base/time.ts';
import { type Action, type ActionContext, action } from '../flow/action.ts';
import type { ChatRoom } from './service.ts';

/** Longest text of "what is kept about me" (docs/actions.md). */
const MAX_DATA_TEXT = 1_500;

/** What a room keeps about a contact, and how it forgets it. Every room that keeps personal data gives one. */
export interface PersonalData {
  /** Lines for the person to read; empty when nothing is kept. */
  list(contact: string): Promise<readonly { label: string; value: string }[]>;
  /** Erases what names her; counted results may stay without the name. Harmless the second time. */
  forget(contact: string): Promise<void>;
}

const Ok = z.object({ ok: z.boolean(), message: z.string() });
const ADDRESSES = ['chị', 'anh', 'cô', 'bác', 'đồng chí'] as const;

const ONLY_DIRECT = 'Việc riêng của chị, em xin trao đổi trong trò chuyện riêng ạ.';
const NOBODY = 'Em chưa biết chị là ai trong cuộc trò chuyện này. Chị nhắn riêng cho em nhé ạ.';

const FORGET =
  'Em sẽ xóa tên, cách xưng hô, lời đồng ý, liên kết với danh sách và các cuộc trò chuyện đang dở của chị. ' +
  'Số liệu chung (không có tên) vẫn được giữ. Việc này không lấy lại được.';

const severalAccounts = (count: number): string =>
  `Chị đang dùng ${count} tài khoản đã liên kết; chị chọn xóa ở tất cả hay chỉ ở tài khoản này ạ.`;

/** The actions of the chat room (docs/actions.md, "chat"). `rooms` are listed and forget in their order. */
export const chatActions = (
  chat: Pick<ChatRoom, 'contacts' | 'models'>,
  rooms: readonly PersonalData[],
  /** All accounts of the woman behind a contact, this one first. */
  accountsOf: (contact: string) => Promise<readonly string[]> = async (contact) => [contact],
): Record<string, Action> => {
  const { contacts, models } = chat;

  const own = async (contact: string): Promise<{ label: string; value: string }[]> => {
    const found = await contacts.find(contact);
    if (!found) return [];
    const { name, address, consent } = found;
    return [
      ...(name ? [{ label: 'Tên', value: name }] : []),
      ...(address ? [{ label: 'Cách xưng hô', value: address }] : []),
      { label: 'Tài khoản trò chuyện', value: found.channel },
      ...(consent
        ? [
            {
              label: 'Đồng ý xử lý dữ liệu',
              value: `${consent.answer === 'yes' ? 'có' : 'không'}, lúc ${formatMoment(consent.at)}`,
            },
          ]
        : []),
    ];
  };

  /** Everything that is kept about one account. The conversation in which she asked goes on to its end. */
  const forget = async (contact: string, { thread, now }: ActionContext): Promise<void> => {
    const direct = (await contacts.find(contact))?.directThread;
    await models.threads.updateMany(
      { _id: { $ne: thread }, 'sessions.key': contact },
      { $pull: { sessions: { key: contact } }, $inc: { revision: 1 } },
    );
    await models.outbox.updateMany(
      { thread: direct ?? thread, state: { $ne: 'waiting' } },
      { $set: { message: { type: 'text', text: '[đã xóa theo yêu cầu]' } } },
    );
    await contacts.forget(contact, now);
    for (const room of rooms) await room.forget(contact);
  };

  const speaker = (context: ActionContext): { contact: string } | { message: string } => {
    if (context.threadKind === 'group') return { message: ONLY_DIRECT };
    return context.contact === undefined ? { message: NOBODY } : { contact: context.contact };
  };

  return {
    'chat.consent': action({
      about: 'Tells whether the person has agreed to the notice on personal data, and when she answered.',
      args: z.object({}),
      result: z.object({ state: z.enum(['yes', 'no', 'none']), at: z.string() }),
      async run(_args, { contact }) {
        const consent = contact === undefined ? undefined : (await contacts.find(contact))?.consent;
        return { state: consent?.answer ?? ('none' as const), at: consent?.at.toISOString() ?? '' };
      },
    }),

    'chat.set_consent': action({
      about: 'Stores her answer to the notice on personal data, with its wording; "no" also stops unprompted messages.',
      args: z.object({ answer: z.enum(['yes', 'no']), text: z.string() }),
      result: Ok,
      async run({ answer, text }, { contact, now }) {
        if (contact === undefined) return { ok: false, message: NOBODY };
        const hash = createHash('sha256').update(text).digest('hex');
        await contacts.update(contact, {
          consent: { answer, text, hash, at: now },
          ...(answer === 'no' && { subscribed: false, name: '' }),
        });
        return { ok: true, message: '' };
      },
    }),

    'chat.my_data': action({
      about: 'Lists what is kept about the person who asks; only in her direct chat.',
      args: z.object({}),
      result: z.object({ items: z.array(z.object({ label: z.string(), value: z.string() })), text: z.string() }),
      async run(_args, context) {
        const who = speaker(context);
        if ('message' in who) return { items: [], text: who.message };
        const lists = await Promise.all(rooms.map((room) => room.list(who.contact)));
        const items = [...(await own(who.contact)), ...lists.flat()];
        const text = items.map(({ label, value }) => `${label}: ${value}`).join('\n');
        return { items, text: text.length > MAX_DATA_TEXT ? `${text.slice(0, MAX_DATA_TEXT - 1)}…` : text };
      },
    }),

    'chat.correct': action({
      about: 'Changes the name and the form of address by which the assistant calls her.',
      args: z.object({ name: z.string().trim().max(100).optional(), address: z.string().optional() }),
      result: z.object({ ok: z.boolean(), message: z.string(), name: z.string(), address: z.string() }),
      async run({ name, address }, { contact }) {
        const found = contact === undefined ? undefined : await contacts.find(contact);
        if (contact === undefined || !found) return { ok: false, message: NOBODY, name: '', address: '' };
        const known = ADDRESSES.find((one) => one === address?.trim().toLowerCase());
        if (address && !known)
          return {
            ok: false,
            message: `Em chỉ biết các cách gọi: ${ADDRESSES.join(', ')}. Chị chọn giúp em một cách ạ.`,
            name: found.name,
            address: found.address ?? '',
          };
        await contacts.update(contact, { ...(name && { name, ownName: true }), ...(known && { address: known }) });
        return { ok: true, message: '', name: name || found.name, address: known ?? found.address ?? '' };
      },
    }),

    'chat.forget': action({
      about: 'Erases what is kept about the person (confirm: true), or says what would be erased (confirm: false).',
      args: z.object({ confirm: z.boolean(), all: z.boolean().optional() }),
      result: Ok.extend({ accounts: z.number() }),
      async run({ confirm, all }, context) {
        const who = speaker(context);
        if ('message' in who) return { ok: false, message: who.message, accounts: 0 };
        const hers = await accountsOf(who.contact);
        const accounts = hers.length;
        if (!confirm)
          return { ok: true, message: accounts > 1 ? `${FORGET} ${severalAccounts(accounts)}` : FORGET, accounts };
        // This account last, and in each account its link last: cut short by a crash, the same again finds what is left.
        for (const contact of all === true ? [...hers].reverse() : [who.contact]) await forget(contact, context);
        return { ok: true, message: '', accounts };
      },
    }),
  };
};
