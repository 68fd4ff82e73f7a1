import type { ErrorAnswer } from '../../web/answer.ts';

/** What the server (or the network) answered instead of a result. `message` is a Vietnamese sentence for the reader. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly code: string;
  /** `body.title`: the field to mark in a form. */
  readonly place: string | undefined;
  readonly issues: readonly { readonly place: string; readonly message: string }[];

  constructor(status: number, error: ErrorAnswer['error']) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.place = error.place;
    this.issues = error.issues ?? (error.place ? [{ place: error.place, message: error.message }] : []);
  }
}

let csrf = '';
/** Given by the session's answer; sent with every change. */
export const setCsrf = (token: string): void => {
  csrf = token;
};

export type Query = Readonly<Record<string, string | number | boolean | undefined | null>>;

const withQuery = (path: string, query?: Query): string => {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    value === undefined || value === null || value === '' ? [] : [[key, String(value)]],
  );
  const text = new URLSearchParams(pairs).toString();
  return `/api${path}${text ? `?${text}` : ''}`;
};

const failureOf = async (response: Response): Promise<ApiFailure> => {
  try {
    const { error } = (await response.json()) as ErrorAnswer;
    if (typeof error.code === 'string') return new ApiFailure(response.status, error);
  } catch {
    // Not ours: a proxy's page, or an answer cut short.
  }
  return new ApiFailure(response.status, {
    code: 'console.bad_answer',
    message: `Máy chủ trả lời không đọc được (${response.status}). Chị thử lại sau ít phút.`,
  });
};

const request = async (
  method: string,
  url: string,
  init: { body?: BodyInit; type?: string } = {},
): Promise<Response> => {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(init.type ? { 'content-type': init.type } : {}),
        ...(method === 'GET' ? {} : { 'x-csrf-token': csrf }),
      },
      ...(init.body === undefined ? {} : { body: init.body }),
    });
  } catch {
    throw new ApiFailure(0, {
      code: 'console.offline',
      message: 'Không nối được máy chủ. Chị kiểm tra mạng rồi thử lại.',
    });
  }
  if (!response.ok) throw await failureOf(response);
  return response;
};

const json = async <T>(method: string, path: string, body?: unknown, query?: Query): Promise<T> => {
  const response = await request(
    method,
    withQuery(path, query),
    body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' },
  );
  return (await response.json()) as T;
};

/** The admin API. Paths are without `/api`; failures are thrown as `ApiFailure`. */
export const api = {
  get: <T>(path: string, query?: Query): Promise<T> => json<T>('GET', path, undefined, query),
  post: <T>(path: string, body?: unknown): Promise<T> => json<T>('POST', path, body),
  put: <T>(path: string, body?: unknown): Promise<T> => json<T>('PUT', path, body),
  patch: <T>(path: string, body?: unknown): Promise<T> => json<T>('PATCH', path, body),
  delete: <T>(path: string): Promise<T> => json<T>('DELETE', path),
  /** Sends a file's bytes to a `raw` route. */
  async upload<T>(path: string, file: Blob, query?: Query): Promise<T> {
    const type = file.type || 'application/octet-stream';
    return (await (await request('POST', withQuery(path, query), { body: file, type })).json()) as T;
  },
  /** Fetches a `Download` answer and lets the browser save it under the name that the server gave. */
  async download(path: string, query?: Query): Promise<void> {
    const response = await request('GET', withQuery(path, query));
    const disposition = response.headers.get('content-disposition') ?? '';
    const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
    const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = encoded ? decodeURIComponent(encoded) : (plain ?? 'tai-ve');
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  },
};
