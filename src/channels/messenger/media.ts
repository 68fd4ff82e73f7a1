import { z } from 'zod';
import type { AccountContext } from '../kind.ts';
import { sha256Hex } from '../signature.ts';
import type { MediaKind } from './compose.ts';
import { meaningOf } from './errors.ts';
import type { Graph, GraphAnswer } from './graph.ts';
import { LIMITS } from './limits.ts';
import type { Secrets, Settings } from './settings.ts';

/** Meta forgets an uploaded attachment after 90 days; ours is uploaded anew a little before. */
const REUSE_DAYS = 85;
const DAY_MS = 86_400_000;
/** An upload, or Meta's own fetching of a video, takes longer than a call. */
const UPLOAD_TIMEOUT_MS = 50_000;

const Kept = z.object({ id: z.string(), at: z.string() });

/** `failed`: a sentence about the file itself. `answer`: what Meta said instead of an id. */
export type Uploaded =
  | { readonly type: 'id'; readonly id: string }
  | { readonly type: 'failed'; readonly code: string; readonly sentence: string }
  | { readonly type: 'answer'; readonly answer: GraphAnswer };

export interface Media {
  /** Meta's id of a file, from memory or by uploading it once for all threads. */
  idOf(kind: MediaKind, url: string): Promise<Uploaded>;
  /** Meta does not know the id any more. */
  forget(kind: MediaKind, url: string): Promise<void>;
}

const keyOf = (kind: MediaKind, url: string): string => `attachment:${kind}:${sha256Hex(url).slice(0, 32)}`;

/** Only what lies on the open web is fetched by Meta itself; the rest we hand over. */
const isWeb = (url: string): boolean => /^https:\/\//i.test(url);

export const createMedia = (context: AccountContext<Settings, Secrets>, graph: Graph): Media => {
  const path = `${context.settings.pageId}/message_attachments`;

  const kept = async (key: string): Promise<string | undefined> => {
    const read = Kept.safeParse(await context.memory.get(key));
    if (!read.success) return undefined;
    const age = context.clock.now().getTime() - Date.parse(read.data.at);
    return age < REUSE_DAYS * DAY_MS ? read.data.id : undefined;
  };

  const byUrl = (kind: MediaKind, url: string): Promise<GraphAnswer> =>
    graph({
      path,
      json: { message: { attachment: { type: kind, payload: { url, is_reusable: true } } } },
      timeoutMs: UPLOAD_TIMEOUT_MS,
    });

  const byBytes = async (kind: MediaKind, url: string): Promise<Uploaded | GraphAnswer> => {
    const file = await context.file(url);
    if (!file.ok) return { type: 'failed', code: 'file_unavailable', sentence: file.error.message };
    const { bytes, name, type } = file.value;
    if (bytes.byteLength > LIMITS.fileBytes)
      return { type: 'failed', code: 'too_long', sentence: `Tệp ${name} lớn hơn 25 MB. Chị gửi tệp nhỏ hơn.` };
    const form = new FormData();
    form.set('message', JSON.stringify({ attachment: { type: kind, payload: { is_reusable: true } } }));
    form.set('filedata', new Blob([new Uint8Array(bytes)], { type }), name);
    return graph({ path, form, timeoutMs: UPLOAD_TIMEOUT_MS });
  };

  /** An upload puts nothing into a thread, so one whose answer is lost is simply done again. */
  const upload = async (kind: MediaKind, url: string): Promise<Uploaded | GraphAnswer> => {
    if (!isWeb(url)) return byBytes(kind, url);
    const answer = await byUrl(kind, url);
    const isUnfetched = answer.type === 'refused' && meaningOf(answer.error).remedy === 'fetch_failed';
    return isUnfetched ? byBytes(kind, url) : answer;
  };

  return {
    async idOf(kind, url) {
      const key = keyOf(kind, url);
      const known = await kept(key);
      if (known !== undefined) return { type: 'id', id: known };
      const task = async (): Promise<Uploaded> => {
        const meanwhile = await kept(key);
        if (meanwhile !== undefined) return { type: 'id', id: meanwhile };
        const answer = await upload(kind, url);
        if (answer.type === 'id' || answer.type === 'failed' || answer.type === 'answer') return answer;
        const id = answer.type === 'done' ? answer.json['attachment_id'] : undefined;
        if (typeof id !== 'string' && typeof id !== 'number') return { type: 'answer', answer };
        await context.memory.set(key, { id: `${id}`, at: context.clock.now().toISOString() });
        return { type: 'id', id: `${id}` };
      };
      try {
        return await context.exclusively(`upload:${key}`, task);
      } catch (error) {
        // Nothing has been sent yet: the message waits for the next try.
        context.logger.warn({ err: error, account: context.account }, 'a file was not uploaded');
        return { type: 'answer', answer: { type: 'unsent', reason: 'busy' } };
      }
    },

    async forget(kind, url) {
      await context.memory.set(keyOf(kind, url), null);
    },
  };
};
