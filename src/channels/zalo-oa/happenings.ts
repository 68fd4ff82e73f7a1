import type { Happening } from '../../chat/channel.ts';
import type { ContactRef } from '../../chat/event.ts';
import type { AccountNote } from '../kind.ts';
import { idText, list, momentOf, type OaEvent, object, text } from './event.ts';
import { echoOf, messageOf, type Owner } from './message.ts';

/** What an event means to us. `known: false`: nothing is known to do with it. */
export interface Meaning {
  readonly known: boolean;
  readonly told: readonly Happening[];
  readonly notes: readonly AccountNote[];
}

const NOTHING: Meaning = { known: true, told: [], notes: [] };
const UNKNOWN: Meaning = { known: false, told: [], notes: [] };
/** An event that lacks what it is about is kept for the operator like an unknown one. */
const told = (...happenings: readonly (Happening | undefined)[]): Meaning => {
  const all = happenings.filter((one) => one !== undefined);
  return all.length > 0 ? { known: true, told: all, notes: [] } : UNKNOWN;
};

type Reader = (event: OaEvent, owner: Owner, now: Date) => Meaning;

const KINDS = 'text|image|gif|file|audio|video|sticker|location|link|business_card';
const FROM_PERSON = new RegExp(`^user_send_(group_)?(${KINDS})$`);
const FROM_OA = new RegExp(`^oa_send_(group_)?(${KINDS}|list|template)$`);

/** Groups are named in the event, or show by the OA standing at the top and not as the recipient. */
const kindOf = (event: OaEvent): 'direct' | 'group' => {
  if (event.event_name.includes('_group_')) return 'group';
  const { oa_id, recipient, sender } = event;
  return oa_id !== undefined && recipient?.id !== undefined && recipient.id !== oa_id && sender?.id !== oa_id
    ? 'group'
    : 'direct';
};

/** The side of an event that is not the OA. Without a known OA the sender is the person. */
const personOf = (event: OaEvent, { oaId }: Owner): string | undefined =>
  [event.follower?.id, event.sender?.id, event.recipient?.id, event.user_id].find(
    (id) => id !== undefined && id !== (oaId ?? event.oa_id),
  );

const opened: Reader = (event, owner, now) => {
  const person = personOf(event, owner);
  if (person === undefined) return UNKNOWN;
  return told({
    type: 'event',
    event: {
      type: 'opened',
      id: `${event.event_name}:${event.timestamp ?? ''}:${person}`,
      account: owner.account,
      thread: { id: person, kind: 'direct' },
      contact: { id: person },
      at: momentOf(event, now).toISOString(),
    },
  });
};

/** `84987654321`, perhaps as a number, as officers write it. */
const phoneOf = (value: unknown): string | undefined => {
  const digits = text(value)?.replace(/\D/g, '') ?? '';
  const local = digits.startsWith('84') ? `0${digits.slice(2)}` : digits;
  return /^0\d{8,10}$/.test(local) ? local : undefined;
};

/** The form for contact details, filled in: what is known of her, and the number as the answer to whoever asked for it. */
const submitted: Reader = (event, owner, now) => {
  const contact = personOf(event, owner);
  const name = text(event.info?.name);
  const phone = phoneOf(event.info?.phone);
  if (contact === undefined || (name === undefined && phone === undefined)) return UNKNOWN;
  const id = `${event.event_name}:${event.timestamp ?? now.getTime()}:${contact}`;
  return told(
    {
      type: 'contact',
      account: owner.account,
      contact,
      ...(name !== undefined && { name }),
      ...(phone !== undefined && { phone }),
    },
    phone === undefined
      ? undefined
      : {
          type: 'event',
          event: {
            type: 'message',
            id,
            account: owner.account,
            thread: { id: contact, kind: 'direct' },
            contact: { id: contact, ...(name !== undefined && { name }) },
            at: momentOf(event, now).toISOString(),
            messageId: id,
            text: phone,
            onlyAsAnswer: true,
          },
        },
  );
};

/** Which side is the sender differs between sources; that it is about a message of ours does not. */
const receipts =
  (state: 'delivered' | 'seen'): Reader =>
  (event, owner, now) => {
    const message = event.message ?? {};
    // The same name for a paid notification that reached a telephone number.
    if (event['tracking_id'] !== undefined || message.tracking_id !== undefined) return NOTHING;
    const ids = [text(message.msg_id), ...list(message.msg_ids).map(text)].filter((id) => id !== undefined);
    const at = momentOf(event, now);
    return told(
      ...[...new Set(ids)].map(
        (messageId): Happening => ({ type: 'receipt', account: owner.account, messageId, state, at }),
      ),
    );
  };

const reacted: Reader = (event, owner, now) => {
  const person = personOf(event, owner);
  const messageId = idText(event.message?.msg_id);
  const emoji = text(event.message?.react_icon);
  if (person === undefined || messageId === undefined) return UNKNOWN;
  const group = kindOf(event) === 'group' ? event.recipient?.id : undefined;
  return told({
    type: 'event',
    event: {
      type: 'reaction',
      id: `${event.event_name}:${messageId}:${person}:${event.timestamp ?? ''}`,
      account: owner.account,
      thread: group === undefined ? { id: person, kind: 'direct' } : { id: group, kind: 'group' },
      contact: { id: person },
      at: momentOf(event, now).toISOString(),
      messageId,
      emoji: emoji ?? '',
      removed: emoji === undefined || emoji === '/-remove',
    },
  });
};

const groupOf = (event: OaEvent, { oaId }: Owner): string | undefined =>
  [text(event['group_id']), text(object(event['group']).id), event.recipient?.id].find(
    (id) => id !== undefined && id !== (oaId ?? event.oa_id),
  );

/** Members that an event of a group's life is about, in the places where they may stand. */
const membersOf = (event: OaEvent, { oaId }: Owner): ContactRef[] => {
  const places = [
    [...list(event['users']), ...list(event['members'])],
    [...list(event['user_ids']), ...list(event['member_user_ids'])],
    [event.user_id],
    [event.follower?.id ?? event.sender?.id],
  ];
  const people = (entries: readonly unknown[]): ContactRef[] =>
    entries.flatMap((entry) => {
      const id = text(entry) ?? text(object(entry).user_id) ?? text(object(entry).id);
      const name = text(object(entry).name) ?? text(object(entry).display_name);
      return id === undefined || id === (oaId ?? event.oa_id) ? [] : [{ id, ...(name !== undefined && { name }) }];
    });
  return places.map(people).find((found) => found.length > 0) ?? [];
};

const moved =
  (type: 'members_joined' | 'members_left'): Reader =>
  (event, owner, now) => {
    const group = groupOf(event, owner);
    const contacts = membersOf(event, owner);
    if (group === undefined || contacts.length === 0) return UNKNOWN;
    return told({
      type: 'event',
      event: {
        type,
        id: `${event.event_name}:${event.timestamp ?? ''}:${group}:${contacts[0]?.id}`,
        account: owner.account,
        thread: { id: group, kind: 'group' },
        at: momentOf(event, now).toISOString(),
        contacts,
      },
    });
  };

const named: Reader = (event, owner, now) => {
  const group = groupOf(event, owner);
  const info = object(event['group_info'] ?? event['group']);
  const name = text(event['group_name']) ?? text(event['name']) ?? text(info.name) ?? text(info.group_name);
  if (group === undefined || name === undefined) return NOTHING;
  return told({
    type: 'event',
    event: {
      type: 'thread_renamed',
      id: `${event.event_name}:${event.timestamp ?? ''}:${group}`,
      account: owner.account,
      thread: { id: group, kind: 'group', name },
      at: momentOf(event, now).toISOString(),
      name,
    },
  });
};

/** A group that the OA made: the assistant is in it from the start. */
const made: Reader = (event, owner, now) => {
  const renamed = named(event, owner, now).told[0];
  const group = groupOf(event, owner);
  if (group === undefined) return NOTHING;
  const name = renamed?.type === 'event' ? renamed.event.thread.name : undefined;
  return told({
    type: 'event',
    event: {
      type: 'we_joined',
      id: `${event.event_name}:${event.timestamp ?? ''}:${group}`,
      account: owner.account,
      thread: { id: group, kind: 'group', ...(name !== undefined && { name }) },
      at: momentOf(event, now).toISOString(),
    },
  });
};

const revoked: Reader = (_event, { account }) => ({
  known: true,
  told: [],
  notes: [
    {
      type: 'state',
      account,
      report: {
        state: 'needs_sign_in',
        sentence: 'Quản trị viên của OA đã thu hồi quyền của ứng dụng. Chị bấm Đăng nhập lại để cho phép lần nữa.',
      },
    },
  ],
});

const nothing: Reader = () => NOTHING;

/** Acknowledged on purpose, with nothing to do: visitors without a name, administration, calls, paid notifications. */
const IGNORED = [
  'unfollow',
  'anonymous_send_text',
  'anonymous_send_image',
  'anonymous_send_file',
  'anonymous_send_sticker',
  'oa_send_anonymous_text',
  'oa_send_anonymous_image',
  'oa_send_anonymous_file',
  'oa_send_anonymous_sticker',
  'oa_reacted_message',
  'user_feedback',
  'user_call_oa',
  'oa_call_user',
  'oa_send_consent',
  'user_reply_consent',
  'add_user_to_tag',
  'remove_user_from_tag',
  'update_user_info',
  'user_withdraw',
  'shop_has_order',
  'change_oa_daily_quota',
  'change_template_status',
  'change_template_quality',
  'widget_interaction_accepted',
  'user_request_join_group',
  'reject_request_join_group',
  // Two names in two sources; whoever was let in is told by `user_join_group`.
  'react_request_join_group',
  'accept_request_join_group',
  'disperse_group',
  'delete_group',
  'add_group_admin',
  'remove_group_admin',
] as const;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...IGNORED.map((name) => [name, nothing] as const),
  ['follow', opened],
  ['user_click_chatnow', opened],
  ['user_submit_info', submitted],
  ['user_received_message', receipts('delivered')],
  ['user_seen_message', receipts('seen')],
  ['user_reacted_message', reacted],
  ['create_group', made],
  ['update_group_info', named],
  ['user_join_group', moved('members_joined')],
  ['user_out_group', moved('members_left')],
  ['permission_revoked', revoked],
]);

/** One event of the platform in our words. Pure. */
export const meaningOf: Reader = (event, owner, now) => {
  const reader = READERS.get(event.event_name);
  if (reader) return reader(event, owner, now);
  if (FROM_PERSON.test(event.event_name)) {
    const message = messageOf(event, kindOf(event), owner, now);
    return told(message && { type: 'event', event: message });
  }
  if (FROM_OA.test(event.event_name)) return told(echoOf(event, kindOf(event), owner, now));
  return UNKNOWN;
};
