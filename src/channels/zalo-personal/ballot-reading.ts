import type { SendRequest } from '../../chat/channel.ts';
import type { Ballot, Reading } from './ballots.ts';
import type { ZaloApi } from './client.ts';
import type { Limited } from './groups.ts';
import { pollMessage, reminderMessage } from './inbound.ts';

/** A ballot is read this long after its end, or after its making when it has none: late votes, and answers to a reminder. */
const AFTER_END_MS = 60 * 60_000;
const WITHOUT_END_MS = 14 * 24 * 60 * 60_000;

/** The ballot of a poll or reminder that we just sent; undefined for any other message. */
export const ballotOf = (
  { message, thread }: Pick<SendRequest, 'message' | 'thread'>,
  id: string,
  detail: unknown,
  now: Date,
): Ballot | undefined => {
  const until = (end: string | undefined) =>
    new Date((end === undefined ? now.getTime() + WITHOUT_END_MS : Date.parse(end)) + AFTER_END_MS).toISOString();
  if (message.type === 'reminder')
    return {
      messageId: reminderMessage(id),
      id,
      kind: 'reminder',
      group: thread,
      options: [],
      ...(message.answers && { answers: message.answers }),
      until: until(message.at),
      votes: {},
    };
  if (message.type !== 'poll') return undefined;
  const made = (detail as { options?: readonly { option_id?: unknown; content?: unknown }[] }).options ?? [];
  return {
    messageId: pollMessage(id),
    id,
    kind: 'poll',
    group: thread,
    // The platform gives the options back in our order; labels may be cut or tidied there, so they decide only in doubt.
    options: made.map(({ option_id, content }, place) => {
      const option =
        made.length === message.options.length
          ? message.options[place]
          : message.options.find(({ label }) => label === content);
      return { id: String(option_id), value: option?.value ?? String(content) };
    }),
    ...(message.closesAt !== undefined && { closesAt: message.closesAt }),
    until: until(message.closesAt),
    votes: {},
  };
};

export const readBallot = async (api: ZaloApi, limited: Limited, ballot: Ballot): Promise<Reading> => {
  const votes = new Map<string, string[]>();
  const add = (voter: unknown, value: string) => votes.set(String(voter), [...(votes.get(String(voter)) ?? []), value]);
  if (ballot.kind === 'reminder') {
    const { acceptMember, rejectMember } = await limited('getReminderResponses', () =>
      api.getReminderResponses(ballot.id),
    );
    for (const voter of acceptMember ?? []) add(voter, ballot.answers?.accept ?? 'accepted');
    for (const voter of rejectMember ?? []) add(voter, ballot.answers?.reject ?? 'rejected');
    return { votes, closed: false };
  }
  const detail = await limited('getPollDetail', () => api.getPollDetail(Number(ballot.id)));
  const byId = new Map(detail.options.map((option) => [String(option.option_id), option]));
  for (const { id, value } of ballot.options) for (const voter of byId.get(id)?.voters ?? []) add(voter, value);
  return { votes, closed: detail.closed === true };
};
