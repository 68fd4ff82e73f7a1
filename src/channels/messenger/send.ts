import { z } from 'zod';
import type { SendOutcome, SendRequest } from '../../chat/channel.ts';
import type { AccountContext } from '../kind.ts';
import type { Bucket } from './bucket.ts';
import { compose, type Part, utilityMessage } from './compose.ts';
import { type Meaning, meaningOf, sendErrorOf } from './errors.ts';
import type { Graph, GraphAnswer } from './graph.ts';
import type { Media } from './media.ts';
import { metadataOf } from './press.ts';
import type { Secrets, Settings } from './settings.ts';
import { paceFor, type Usage } from './usage.ts';

const OFFLINE_SENTENCE = 'Chưa gọi được Facebook. Em tự gửi lại khi có mạng.';
const LOST_SENTENCE = 'Facebook không trả lời nên chưa rõ tin đã tới hay chưa. Nếu đã tới, em tự ghi nhận sau ít phút.';
/** Whether we were connected is looked at this soon after a call that did not get through. */
const OFFLINE_RETRY_SECONDS = 30;

/** How far a message of several parts has come, so that a second try goes on where the first ended. */
const Progress = z.object({ parts: z.number().int().nonnegative() });

/** `meaning` is given beside a failure that Meta explained. */
interface PartOutcome {
  readonly outcome: SendOutcome;
  readonly meaning?: Meaning;
}

const failed = (meaning: Meaning): PartOutcome => ({
  outcome: { type: 'failed', error: sendErrorOf(meaning) },
  meaning,
});

const offline = (): PartOutcome => ({
  outcome: {
    type: 'failed',
    error: {
      code: 'offline',
      retry: true,
      retryAfterSeconds: OFFLINE_RETRY_SECONDS,
      attention: false,
      sentence: OFFLINE_SENTENCE,
    },
  },
});

const never = (sentence: string): SendOutcome => ({
  type: 'failed',
  error: { code: 'rejected', retry: false, attention: false, sentence },
});
const NO_GROUPS = never('Messenger không có nhóm cho Trang. Chị gửi riêng từng người.');
const EMPTY = never('Tin trống, không có gì để gửi.');

const TOO_MANY_REQUESTS = 429;

/** What an answer to `/messages` says of the message. */
const outcomeOf = (answer: GraphAnswer): PartOutcome => {
  switch (answer.type) {
    case 'done': {
      const id = answer.json['message_id'];
      return typeof id === 'string' && id !== ''
        ? { outcome: { type: 'sent', messageId: id } }
        : { outcome: { type: 'unknown', sentence: LOST_SENTENCE } };
    }
    case 'refused': {
      const meaning = meaningOf(answer.error);
      return meaning.unknown ? { outcome: { type: 'unknown', sentence: meaning.sentence }, meaning } : failed(meaning);
    }
    case 'lost':
      return { outcome: { type: 'unknown', sentence: LOST_SENTENCE } };
    case 'unsent':
      return offline();
    case 'busy':
      return answer.status === TOO_MANY_REQUESTS ? failed(meaningOf({ code: 613 })) : offline();
  }
};

export interface Sending {
  send(request: SendRequest): Promise<SendOutcome>;
  /** Meta told how much of the allowance is used. */
  noteUsage(usage: Usage): void;
  /** True from the moment that Meta restricts the Page until a message goes out again. */
  isRestricted(): boolean;
}

export interface SendingDeps {
  readonly context: AccountContext<Settings, Secrets>;
  readonly graph: Graph;
  readonly media: Media;
  readonly bucket: Bucket;
}

export const createSending = ({ context, graph, media, bucket }: SendingDeps): Sending => {
  const { settings, clock, logger, memory } = context;
  /** While set, nothing of the account is sent: Meta would only refuse it. */
  let held: { readonly until: Date; readonly meaning: Meaning } | undefined;
  let waitMs = 0;
  let reported: Meaning['account'];

  /** Tells how the account stands when a send has shown it. */
  const noteMeaning = (meaning: Meaning): void => {
    const until = meaning.holdSeconds && new Date(clock.now().getTime() + meaning.holdSeconds * 1000);
    if (until) held = { until, meaning };
    if (!meaning.account) return;
    reported = meaning.account;
    context.report({
      state: meaning.account,
      sentence: meaning.sentence,
      ...(until && meaning.account === 'blocked' && { retryAt: until }),
    });
  };

  const noteWell = (): void => {
    if (reported === undefined) return;
    reported = undefined;
    context.report({ state: 'connected' });
  };

  const waiting = (): SendOutcome | undefined => {
    const now = clock.now().getTime();
    if (!held || held.until.getTime() <= now) return undefined;
    const seconds = Math.ceil((held.until.getTime() - now) / 1000);
    return { type: 'failed', error: { ...sendErrorOf(held.meaning), retry: true, retryAfterSeconds: seconds } };
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.at(new Date(clock.now().getTime() + ms), resolve);
    });

  /** Before Meta is asked: the account may be held, or its sends of this second used up. */
  const notYet = async (): Promise<SendOutcome | undefined> => {
    const wait = waiting();
    if (wait) return wait;
    if (waitMs > 0) await pause(waitMs);
    const full = await bucket.take();
    if (!full) return undefined;
    return { type: 'failed', error: { ...sendErrorOf(meaningOf({ code: 613 })), ...full } };
  };

  const post = (request: SendRequest, body: Record<string, unknown>): Promise<GraphAnswer> =>
    graph({
      path: `${settings.pageId}/messages`,
      json: {
        recipient: { id: request.thread },
        ...body,
        ...(request.repliesTo !== undefined && { reply_to: { mid: request.repliesTo } }),
      },
    });

  const sendMessage = async (
    request: SendRequest,
    message: Readonly<Record<string, unknown>>,
    isLast: boolean,
    messagingType: 'RESPONSE' | 'UTILITY' = 'RESPONSE',
  ): Promise<PartOutcome> => {
    const metadata = metadataOf(request.key, isLast);
    const answer = await post(request, {
      messaging_type: messagingType,
      message: { ...message, ...(metadata !== undefined && { metadata }) },
    });
    if (answer.type === 'refused')
      logger.warn(
        {
          account: context.account,
          graphCode: answer.error.code,
          graphSubcode: answer.error.subcode,
          trace: answer.trace,
        },
        'Meta refused a message',
      );
    return outcomeOf(answer);
  };

  /** A file that Meta has forgotten is uploaded once more: it has refused, so nothing was sent. */
  const sendMedia = async (
    request: SendRequest,
    { media: kind, url }: Extract<Part, { type: 'media' }>,
    isLast: boolean,
    isSecond = false,
  ): Promise<PartOutcome> => {
    const uploaded = await media.idOf(kind, url);
    if (uploaded.type === 'failed') {
      const { code, sentence } = uploaded;
      return { outcome: { type: 'failed', error: { code, sentence, retry: false, attention: false } } };
    }
    if (uploaded.type === 'answer') {
      const { answer } = uploaded;
      // Only an upload was lost, no message: it is safe to try again.
      return answer.type === 'refused' && !meaningOf(answer.error).unknown ? outcomeOf(answer) : offline();
    }
    const attachment = { type: kind, payload: { attachment_id: uploaded.id } };
    const done = await sendMessage(request, { attachment }, isLast);
    if (done.meaning?.remedy !== 'attachment_gone' || isSecond) return done;
    await media.forget(kind, url);
    return sendMedia(request, { type: 'media', media: kind, url }, isLast, true);
  };

  const sendPart = (request: SendRequest, part: Part, isLast: boolean): Promise<PartOutcome> =>
    part.type === 'media' ? sendMedia(request, part, isLast) : sendMessage(request, part.message, isLast);

  /** A reminder may go outside the window by the template that the administrator had approved; nothing else may. */
  const sendOutsideWindow = async (request: SendRequest): Promise<PartOutcome | undefined> => {
    const { utilityTemplate, utilityLanguage } = settings;
    if (request.message.type !== 'reminder' || utilityTemplate === undefined) return undefined;
    return sendMessage(request, utilityMessage(request.message, utilityTemplate, utilityLanguage), true, 'UTILITY');
  };

  const progressKey = (key: string): string => `parts:${key}`;
  const partsDone = async (key: string): Promise<number> => {
    const read = Progress.safeParse(await memory.get(progressKey(key)));
    return read.success ? read.data.parts : 0;
  };

  const sendParts = async (request: SendRequest, parts: readonly Part[]): Promise<PartOutcome> => {
    const isLong = parts.length > 1;
    let last: PartOutcome = { outcome: { type: 'unknown', sentence: LOST_SENTENCE } };
    for (let index = isLong ? await partsDone(request.key) : 0; index < parts.length; index += 1) {
      last = await sendPart(request, parts[index] as Part, index === parts.length - 1);
      if (last.outcome.type !== 'sent') return last;
      if (isLong) await memory.set(progressKey(request.key), { parts: index + 1 });
    }
    return last;
  };

  return {
    noteUsage(usage) {
      const pace = paceFor(usage);
      waitMs = pace.waitMs;
      if (pace.holdSeconds === 0) return;
      const until = new Date(clock.now().getTime() + pace.holdSeconds * 1000);
      held = { until, meaning: { ...meaningOf({ code: 613 }), retryAfter: pace.holdSeconds } };
    },

    isRestricted: () => reported === 'blocked',

    async send(request) {
      if (request.threadKind === 'group') return NO_GROUPS;
      const parts = compose(request.message);
      if (parts.length === 0) return EMPTY;
      const later = await notYet();
      if (later) return later;
      let done = await sendParts(request, parts);
      if (done.meaning?.remedy === 'window_closed') done = (await sendOutsideWindow(request)) ?? done;
      if (done.meaning) noteMeaning(done.meaning);
      else if (done.outcome.type === 'sent') noteWell();
      return done.outcome;
    },
  };
};
