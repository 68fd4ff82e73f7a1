import { extname } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { SendError } from '../../chat/channel.ts';
import type { AccountContext } from '../kind.ts';
import { sha256Hex } from '../signature.ts';
import type { Api, ApiOutcome } from './api.ts';

const MB = 1024 * 1024;
/** The platform keeps what was uploaded for seven days at most. */
const KEPT_MS = 6 * 24 * 60 * 60 * 1000;
const UPLOAD_TIMEOUT_MS = 60_000;

interface Sort {
  readonly path: string;
  readonly maxBytes: number;
  /** By ending; the platform looks at nothing else. */
  readonly types: Readonly<Record<string, string>>;
  readonly field: 'attachment_id' | 'token';
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SORTS: Readonly<Record<'image' | 'file', Sort>> = {
  image: {
    path: '/v2.0/oa/upload/image',
    maxBytes: MB,
    types: { '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.png': 'image/png' },
    field: 'attachment_id',
  },
  file: {
    path: '/v2.0/oa/upload/file',
    maxBytes: 5 * MB,
    types: { '.pdf': 'application/pdf', '.doc': 'application/msword', '.docx': WORD },
    field: 'token',
  },
};

export type Uploaded =
  | { readonly type: 'id'; readonly id: string; readonly key: string }
  /** The platform takes no such file; `sentence` says what it takes. */
  | { readonly type: 'unfit'; readonly error: SendError }
  | { readonly type: 'failed'; readonly outcome: Exclude<ApiOutcome, { type: 'ok' }> };

export interface Uploads {
  /** Uploads what a message names, or takes what was uploaded of the same bytes in the last days. */
  upload(what: 'image' | 'file', url: string): Promise<Uploaded>;
  /** The platform knows this upload no more. */
  forget(key: string): Promise<void>;
}

const Held = z.object({ id: z.string(), at: z.number() });

const unfit = (sentence: string): Uploaded => ({
  type: 'unfit',
  error: { code: 'rejected', retry: false, attention: false, sentence },
});

const TAKES = {
  image: 'Zalo chỉ nhận ảnh JPG hoặc PNG, nhiều nhất 1 MB. Chị thu nhỏ ảnh rồi gửi lại.',
  file: 'Zalo chỉ nhận tệp PDF, DOC hoặc DOCX, nhiều nhất 5 MB. Chị gửi đường dẫn tải tệp.',
} as const;

/** The name as people see it, with the ending of its type where it has none. */
const named = (name: string, type: string, types: Sort['types']): { name: string; type: string } | undefined => {
  const known = types[extname(name).toLowerCase()];
  if (known !== undefined) return { name, type: known };
  const ending = Object.entries(types).find(([, one]) => one === type)?.[0];
  return ending === undefined ? undefined : { name: `${name}${ending}`, type };
};

export const createUploads = (deps: {
  readonly file: AccountContext<unknown, unknown>['file'];
  readonly memory: AccountContext<unknown, unknown>['memory'];
  readonly api: Api;
  readonly clock: Clock;
}): Uploads => {
  const { file, memory, api, clock } = deps;
  return {
    async upload(what, url) {
      const sort = SORTS[what];
      const read = await file(url);
      if (!read.ok) return unfit(read.error.message);
      const { bytes } = read.value;
      const as = named(read.value.name, read.value.type, sort.types);
      if (!as || bytes.length > sort.maxBytes) return unfit(TAKES[what]);

      // The name is part of what the person gets.
      const key = `upload:${what}:${sha256Hex(as.name, '\n', bytes)}`;
      const held = Held.safeParse(await memory.get(key));
      if (held.success && clock.now().getTime() - held.data.at < KEPT_MS) return { type: 'id', id: held.data.id, key };

      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(bytes)], { type: as.type }), as.name);
      const outcome = await api({ path: sort.path, form, timeoutMs: UPLOAD_TIMEOUT_MS });
      if (outcome.type !== 'ok') return { type: 'failed', outcome };
      const id = z.record(z.string(), z.unknown()).safeParse(outcome.data).data?.[sort.field];
      // Nothing was sent yet, so that asking again does no harm.
      if (typeof id !== 'string' || id === '')
        return { type: 'failed', outcome: { type: 'unsent', reason: 'empty_answer' } };
      await memory.set(key, { id, at: clock.now().getTime() });
      return { type: 'id', id, key };
    },

    forget: (key) => memory.set(key, null),
  };
};
