import type { Clock } from '../../base/clock.ts';
import type { SendOutcome, SendRequest } from '../../chat/channel.ts';
import type { AccountContext } from '../kind.ts';
import { type Attachment, attachmentOf } from './attachment.ts';
import { GROUP, threadType, type ZaloApi } from './client.ts';
import { type Draft, draftOf, echoWords } from './draft.ts';
import { judge, type Verdict, WITHOUT_ID } from './errors.ts';
import { pollMessage, reminderMessage } from './inbound.ts';
import type { Pause } from './pause.ts';
import type { Intent, Recent } from './recent.ts';
import type { Timing } from './timing.ts';
import { type Attempt, watched } from './transport.ts';
import { within } from './within.ts';

export interface SenderDeps {
  readonly account: string;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly recent: Recent;
  readonly pause: Pause;
  readonly file: AccountContext<unknown, unknown>['file'];
  /** The signed-in client while the line is open. */
  readonly api: () => ZaloApi | undefined;
  /** Why there is none, for administrators. */
  readonly offline: () => string;
  /** A poll or reminder stands in a group: its answers are to be read. */
  readonly opened: (request: SendRequest, id: string, detail: unknown) => Promise<void>;
  /** Takes the reminder of a topic out of a thread. */
  readonly withdraw: (thread: string, topic: string) => Promise<void>;
  /** The account must slow down until this moment. */
  readonly slowed: (until: Date) => void;
  /** The platform says that the login is dead. */
  readonly died: () => void;
  /** The platform says that it locked the account. */
  readonly locked: () => void;
}

const idOf = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' || value === -1 ? undefined : String(value);

const failed = (code: string, sentence: string, retry = false): SendOutcome => ({
  type: 'failed',
  error: { code, retry, attention: false, sentence },
});

/** A refusal that says nothing of the account and that trying again would not change. */
const isFinal = ({ outcome, slow, dead, locked }: Verdict): boolean =>
  outcome.type === 'failed' && !outcome.error.retry && !slow && !dead && locked !== true;

export const createSend = (deps: SenderDeps): ((request: SendRequest) => Promise<SendOutcome>) => {
  const { account, clock, timing, recent, pause, file, api, offline, opened, withdraw, slowed, died, locked } = deps;

  /** Puts a draft into a thread; answers with the id of the message that stands there. */
  const put = async (
    client: ZaloApi,
    request: SendRequest,
    draft: Draft,
    attachment: Attachment | undefined,
  ): Promise<string | undefined> => {
    const type = threadType(request.threadKind);
    switch (draft.type) {
      case 'text':
        return idOf((await client.sendMessage(draft.content, request.thread, type)).message?.msgId);
      case 'image':
      case 'file': {
        const msg = draft.type === 'image' ? draft.caption : '';
        const sent = await client.sendMessage({ msg, attachments: attachment as never }, request.thread, type);
        return idOf(sent.attachment[0]?.msgId);
      }
      case 'poll': {
        const { question, options, multiple, closesAt } = draft.poll;
        const detail = await client.createPoll(
          {
            question,
            options: options.map(({ label }) => label),
            allowMultiChoices: multiple,
            // Whether this is a moment or a length is not confirmed; the poll is closed by us in either case.
            ...(closesAt !== undefined && { expiredTime: Date.parse(closesAt) }),
          },
          request.thread,
        );
        const id = idOf((detail as { poll_id?: unknown }).poll_id);
        if (id !== undefined) await opened(request, id, detail);
        return id === undefined ? undefined : pollMessage(id);
      }
      case 'reminder': {
        const made = await client.createReminder(
          { title: draft.title, startTime: draft.at.getTime() },
          request.thread,
          type,
        );
        const id = idOf('id' in made ? made.id : (made as { reminderId?: unknown }).reminderId);
        if (id !== undefined && type === GROUP) await opened(request, id, made);
        return id === undefined ? undefined : reminderMessage(id);
      }
      case 'no_reminder':
        await withdraw(request.thread, draft.topic);
        return `no-reminder:${request.key}`;
    }
  };

  const conclude = ({ outcome, slow, dead, locked: isLocked }: Verdict): SendOutcome => {
    if (isLocked) locked();
    else if (dead) died();
    if (!slow) return outcome;
    const until = pause.begin();
    slowed(until);
    if (outcome.type !== 'failed') return outcome;
    const seconds = Math.ceil((until.getTime() - clock.now().getTime()) / 1000);
    return { type: 'failed', error: { ...outcome.error, retryAfterSeconds: Math.max(1, seconds) } };
  };

  return async (request) => {
    const held = pause.held();
    if (held) return { type: 'failed', error: held };
    const client = api();
    if (!client) return failed('offline', offline(), true);
    const quoted = request.repliesTo === undefined ? undefined : recent.message(request.repliesTo);
    const draft = draftOf(request, account, quoted, clock.now());
    if (!draft) return failed('rejected', 'Zalo không có loại tin này. Chị gửi nội dung khác.');
    let attachment: Attachment | undefined;
    if (draft.type === 'image' || draft.type === 'file') {
      const fetched = await file(draft.url);
      if (!fetched.ok) return failed('rejected', fetched.error.message);
      attachment = attachmentOf(fetched.value, draft.type === 'file' ? draft.title : undefined);
    }
    const { of, words } = echoWords(draft);
    const intent: Intent = {
      key: request.key,
      thread: request.thread,
      of,
      words: draft.type === 'file' ? (attachment?.filename ?? words) : words,
      at: clock.now().getTime(),
    };
    recent.sending(intent);

    const attempt: Attempt = { requested: false, unsent: false, cancelled: false };
    const ms = attachment ? timing.uploadMs : timing.callMs;
    try {
      const id = await within(
        clock,
        ms,
        'send',
        watched(attempt, () => put(client, request, draft, attachment)),
      );
      if (id === undefined) return conclude(WITHOUT_ID);
      intent.messageId = id;
      pause.good();
      return { type: 'sent', messageId: id };
    } catch (error) {
      attempt.cancelled = true;
      const verdict = judge(error, attempt);
      // Somebody in the group took it away already.
      if (draft.type === 'no_reminder' && isFinal(verdict))
        return { type: 'sent', messageId: `no-reminder:${request.key}` };
      return conclude(verdict);
    }
  };
};
