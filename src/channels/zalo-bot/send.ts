import { z } from 'zod';
import type { Abilities, SendError, SendOutcome, SendRequest } from '../../chat/channel.ts';
import type { OutboundMessage } from '../../chat/message.ts';
import { mentionText, PLAIN_ABILITIES, render } from '../../chat/render.ts';
import type { AccountContext, StateReport } from '../kind.ts';
import { withLinks } from '../links.ts';
import type { BotApi, BotCall, BotOutcome } from './api.ts';
import { FORBIDDEN_TRIES, LOST, OFFLINE, ruleOf, SIGNED_OUT, sendErrorOf } from './errors.ts';

/** Whether the platform counts code points or UTF-16 units is not known: units are never fewer. */
export const MAX_TEXT = 2_000;
/** The platform fetches a picture before it answers, and may take long for it. */
const PHOTO_TIMEOUT_MS = 150_000;
/** Messages whose refusals (403) are counted at once. */
const MAX_COUNTED = 500;

export const ABILITIES: Abilities = {
  groups: true,
  maxButtons: 0,
  polls: false,
  reminders: false,
  mentions: false,
  typing: true,
  reactions: false,
  maxTextLength: MAX_TEXT,
  lengthOf: (text) => text.length,
};

type Method = Pick<BotCall, 'method' | 'params' | 'timeoutMs'>;

const isPublic = (url: string): boolean => /^https?:\/\//.test(url);

const NO_UPLOAD: SendError = {
  code: 'rejected',
  retry: false,
  attention: false,
  sentence: 'Zalo Bot chỉ gửi được hình và tệp có địa chỉ trên mạng. Chị đưa tệp lên một trang rồi gửi đường dẫn.',
};

const say = (...parts: readonly (string | undefined)[]): Method[] =>
  render({ type: 'text', text: parts.filter(Boolean).join('\n') }, ABILITIES).flatMap((part) =>
    part.type === 'text' ? [{ method: 'sendMessage', params: { text: part.text } }] : [],
  );

const photo = (url: string, title: string | undefined): Method[] => {
  const caption = title === undefined || title.length > MAX_TEXT ? undefined : title;
  const before = title !== undefined && caption === undefined ? say(title) : [];
  const params = { photo: url, ...(caption !== undefined && { caption }) };
  return [...before, { method: 'sendPhoto', params, timeoutMs: PHOTO_TIMEOUT_MS }];
};

/**
 * A message, already rendered for these abilities, as the calls that send it, in order; undefined when it names a file
 * that the platform cannot fetch. Pure.
 */
export const methodsOf = (message: OutboundMessage, kind: 'direct' | 'group'): Method[] | undefined => {
  switch (message.type) {
    case 'text':
      return say(message.text);
    case 'image':
      return isPublic(message.imageUrl) ? photo(message.imageUrl, message.title) : undefined;
    case 'file':
      return isPublic(message.fileUrl) ? say(message.title, message.fileUrl) : undefined;
    case 'video':
      return isPublic(message.videoUrl) ? say(message.title, message.videoUrl) : undefined;
    case 'audio': {
      const { audioUrl, title } = message;
      if (!isPublic(audioUrl)) return undefined;
      // To a group the platform may answer ok without delivering.
      return kind === 'direct' && /\.aac$/i.test(audioUrl)
        ? [...(title ? say(title) : []), { method: 'sendVoice', params: { voice_url: audioUrl } }]
        : say(title, audioUrl);
    }
    case 'location': {
      const { title, address, latitude, longitude } = message;
      return say(title, address, `https://www.google.com/maps?q=${latitude},${longitude}`);
    }
    case 'mention':
      return say(mentionText(message));
    case 'choice':
    case 'dropdown':
    case 'card':
    case 'carousel':
    case 'poll':
    case 'reminder':
    case 'no_reminder':
      return render(message, PLAIN_ABILITIES).flatMap((part) => methodsOf(part, kind) ?? []);
    case 'bloc':
      return message.items.flatMap((item) => methodsOf(item, kind) ?? []);
  }
};

const Sent = z.looseObject({ message_id: z.union([z.string().min(1), z.number()]).transform(String) });

const failed = (error: SendError): SendOutcome => ({ type: 'failed', error });

/** The platform takes no upload: all of these go by their address. */
const LINKED = new Set(['image', 'file', 'audio', 'video'] as const);

/** Sends; `stand` hears how the bot stands by it. */
export const createSending = (
  api: BotApi,
  stand: (report: StateReport) => void,
  link: AccountContext<unknown, unknown>['link'],
): ((request: SendRequest) => Promise<SendOutcome>) => {
  /** Refusals of one message, by its key. */
  const forbidden = new Map<string, number>();

  const refused = (error: number, key: string): SendOutcome => {
    const rule = ruleOf(error);
    if (rule.account) stand({ state: rule.account, sentence: rule.sentence });
    if (rule.mayHaveArrived) return { type: 'unknown', sentence: rule.sentence };
    if (error !== 403) return failed(sendErrorOf(rule));
    const tries = (forbidden.get(key) ?? 0) + 1;
    forbidden.set(key, tries);
    if (forbidden.size > MAX_COUNTED) forbidden.delete(forbidden.keys().next().value as string);
    return failed({ ...sendErrorOf(rule), retry: tries <= FORBIDDEN_TRIES });
  };

  const outcomeOf = (outcome: BotOutcome, key: string): SendOutcome => {
    switch (outcome.type) {
      case 'ok': {
        stand({ state: 'connected' });
        const sent = Sent.safeParse(outcome.result);
        return sent.success ? { type: 'sent', messageId: sent.data.message_id } : { type: 'unknown', sentence: LOST };
      }
      case 'refused':
        return refused(outcome.error, key);
      case 'no_token':
        return failed({ code: 'signed_out', retry: false, attention: true, sentence: SIGNED_OUT });
      case 'unsent':
        stand({ state: 'offline', sentence: 'Không kết nối được tới Zalo. Trợ lý tự thử lại.' });
        return failed(OFFLINE);
      case 'lost':
        return { type: 'unknown', sentence: LOST };
    }
  };

  return async ({ thread, threadKind, message, key }) => {
    const linked = withLinks(message, LINKED, link);
    if (!linked.ok) return failed({ ...NO_UPLOAD, sentence: linked.error.message });
    const methods = methodsOf(linked.value, threadKind);
    if (!methods || methods.length === 0) return failed(NO_UPLOAD);
    let sent: SendOutcome | undefined;
    for (const [index, { params, ...rest }] of methods.entries()) {
      const outcome = outcomeOf(await api({ ...rest, params: { chat_id: thread, ...params } }), key);
      if (outcome.type !== 'sent') {
        if (!sent || outcome.type === 'unknown') return outcome;
        // The first part is there: the whole must not go again.
        const sentence = `Chỉ gửi được ${index}/${methods.length} phần của tin này. ${outcome.error.sentence}`;
        return failed({ ...outcome.error, retry: false, sentence });
      }
      sent ??= outcome;
    }
    return sent as SendOutcome;
  };
};
