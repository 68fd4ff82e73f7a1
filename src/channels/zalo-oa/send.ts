import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { SendError, SendOutcome, SendRequest } from '../../chat/channel.ts';
import type { AccountContext, StateReport } from '../kind.ts';
import { withLinks } from '../links.ts';
import type { Api, ApiOutcome } from './api.ts';
import { LOST, NOT_SIGNED_IN, OFFLINE, type Remedy, sendErrorOf } from './errors.ts';
import { type Forms, filePayload, imagePayload, type Payload, type Piece, piecesOf } from './payload.ts';
import type { ZaloOaSettings } from './settings.ts';
import type { Uploads } from './upload.ts';

/** A form that the platform refused is not tried again for so long. */
const REFUSED_MS = 24 * 60 * 60 * 1000;

/** Sound and film cannot be uploaded: they go by their address. */
const LINKED = new Set(['audio', 'video'] as const);

const Sent = z.looseObject({ message_id: z.coerce.string().min(1) });

/** What became of one piece; `refused` still holds the way out that the platform's table names. */
type PieceOutcome = SendOutcome | { readonly type: 'refused'; readonly remedy: Remedy; readonly error: SendError };

const failed = (error: SendError): SendOutcome => ({ type: 'failed', error });
/** A refusal whose way out does not help here is a plain failure. */
const final = (outcome: PieceOutcome): SendOutcome => (outcome.type === 'refused' ? failed(outcome.error) : outcome);

export interface Sending {
  send(request: SendRequest): Promise<SendOutcome>;
}

export const createSending = (deps: {
  readonly settings: ZaloOaSettings;
  readonly api: Api;
  readonly uploads: Uploads;
  readonly clock: Clock;
  readonly stand: (report: StateReport) => void;
  readonly link: AccountContext<unknown, unknown>['link'];
  /** A public picture of the OA, for the form that asks for contact details. */
  readonly picture: () => Promise<string | undefined>;
}): Sending => {
  const { settings, api, uploads, clock, stand, link, picture } = deps;
  const refusedUntil = { buttons: 0, quote: 0 };
  const may = (form: 'buttons' | 'quote'): boolean => refusedUntil[form] <= clock.now().getTime();
  const refuse = (form: 'buttons' | 'quote'): void => {
    refusedUntil[form] = clock.now().getTime() + REFUSED_MS;
  };

  /** A call's end as a send's, and how the account stands by it. `sends`: the call itself was the message. */
  const outcomeOf = (outcome: ApiOutcome, sends: boolean): PieceOutcome => {
    switch (outcome.type) {
      case 'ok': {
        stand({ state: 'connected' });
        const sent = Sent.safeParse(outcome.data);
        return sent.success ? { type: 'sent', messageId: sent.data.message_id } : { type: 'unknown', sentence: LOST };
      }
      case 'refused': {
        const { rule } = outcome;
        if (rule.account) stand({ state: rule.account, sentence: rule.sentence });
        const error = sendErrorOf(rule);
        return rule.remedy ? { type: 'refused', remedy: rule.remedy, error } : failed(error);
      }
      case 'later':
        return failed({ ...sendErrorOf(outcome.rule), retryAfterSeconds: outcome.seconds });
      case 'signed_out':
        return failed(NOT_SIGNED_IN);
      case 'unsent':
        stand({ state: 'offline', sentence: 'Không kết nối được tới Zalo. Trợ lý tự thử lại.' });
        return failed(OFFLINE);
      case 'lost':
        return sends ? { type: 'unknown', sentence: LOST } : failed(OFFLINE);
    }
  };

  const post = async ({ thread, threadKind }: SendRequest, payload: Payload): Promise<PieceOutcome> => {
    const isGroup = threadKind === 'group';
    const request = {
      path: isGroup ? '/v3.0/oa/group/message' : '/v3.0/oa/message/cs',
      json: { recipient: isGroup ? { group_id: thread } : { user_id: thread }, message: payload },
    };
    const first = outcomeOf(await api(request), true);
    return first.type === 'refused' && first.remedy === 'again' ? outcomeOf(await api(request), true) : first;
  };

  const quoted = async (request: SendRequest, payload: Payload, quotes: string | undefined): Promise<PieceOutcome> => {
    if (quotes === undefined || !('text' in payload) || !may('quote')) return post(request, payload);
    const first = await post(request, { ...payload, quote_message_id: quotes });
    if (first.type !== 'refused' || first.remedy !== 'plainer') return first;
    const second = await post(request, payload);
    // It was the quote that was not wanted.
    if (second.type === 'sent') refuse('quote');
    return second;
  };

  const uploaded = async (
    request: SendRequest,
    piece: Extract<Piece, { type: 'image' | 'file' }>,
    payload: (id: string) => Payload,
  ): Promise<PieceOutcome> => {
    for (let again = false; ; again = true) {
      const upload = await uploads.upload(piece.type, piece.url);
      if (upload.type === 'failed') return outcomeOf(upload.outcome, false);
      if (upload.type === 'unfit') return asLink(request, piece, upload.error);
      const outcome = await post(request, payload(upload.id));
      if (again || outcome.type !== 'refused' || outcome.remedy !== 'upload_again') return outcome;
      await uploads.forget(upload.key);
    }
  };

  /** What cannot be uploaded goes as an address, when it has one that others can open. */
  const asLink = async (
    request: SendRequest,
    piece: Extract<Piece, { type: 'image' | 'file' }>,
    error: SendError,
  ): Promise<PieceOutcome> => {
    const linked = link(piece.url);
    if (!linked.ok) {
      // Where a setting is missing, that is the remedy.
      const more = linked.error.code === 'accounts.no_public_url' ? ` ${linked.error.message}` : '';
      return failed({ ...error, sentence: `${error.sentence}${more}` });
    }
    const title = piece.type === 'image' ? piece.caption : piece.title;
    return post(request, { text: title === undefined ? linked.value : `${title}\n${linked.value}` });
  };

  const sendPiece = async (request: SendRequest, piece: Piece, quotes: string | undefined): Promise<SendOutcome> => {
    switch (piece.type) {
      case 'message': {
        const outcome = await quoted(request, piece.payload, quotes);
        if (outcome.type !== 'refused' || outcome.remedy !== 'plainer' || !piece.plainer) return final(outcome);
        const plainer = await sendAll(request, piece.plainer);
        if (plainer.type === 'sent') refuse('buttons');
        return plainer;
      }
      case 'image': {
        const { url, caption } = piece;
        const upload = () => uploaded(request, piece, (id) => imagePayload({ attachment_id: id }, caption));
        if (!url.startsWith('https://')) return final(await upload());
        const byUrl = await post(request, imagePayload({ url }, caption));
        // The platform could not fetch it: perhaps we can.
        return final(byUrl.type === 'refused' && byUrl.remedy === 'plainer' ? await upload() : byUrl);
      }
      case 'file':
        return final(await uploaded(request, piece, filePayload));
    }
  };

  const sendAll = async (request: SendRequest, pieces: readonly Piece[], quotes?: string): Promise<SendOutcome> => {
    let sent: SendOutcome | undefined;
    for (const [index, piece] of pieces.entries()) {
      const outcome = await sendPiece(request, piece, index === 0 ? quotes : undefined);
      if (outcome.type !== 'sent') {
        if (!sent) return outcome;
        // The first part is there: the whole must not go again.
        const sentence = `Chỉ gửi được ${index}/${pieces.length} phần của tin này.`;
        return outcome.type === 'unknown'
          ? outcome
          : failed({ ...outcome.error, retry: false, sentence: `${sentence} ${outcome.error.sentence}` });
      }
      sent ??= outcome;
    }
    return (
      sent ??
      failed({ code: 'rejected', retry: false, attention: false, sentence: 'Tin này không có nội dung để gửi.' })
    );
  };

  const needsPicture = ({ message, threadKind }: SendRequest): boolean =>
    message.type === 'text' && message.wants === 'phone' && threadKind === 'direct';

  return {
    async send(request) {
      const shown = needsPicture(request) ? await picture() : undefined;
      const forms: Forms = {
        // Groups (GMF) take no buttons.
        buttons: settings.buttons && request.threadKind === 'direct' && may('buttons'),
        ...(shown !== undefined && { picture: shown }),
      };
      const linked = withLinks(request.message, LINKED, link);
      if (!linked.ok)
        return failed({ code: 'rejected', retry: false, attention: false, sentence: linked.error.message });
      return sendAll(request, piecesOf(linked.value, request.threadKind, forms), request.repliesTo);
    },
  };
};
