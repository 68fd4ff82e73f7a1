import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP request as the emulator reads it. */
export interface Exchange {
  readonly method: string;
  /** The host that the client meant, from `x-emulated-host`. */
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  readonly userAgent: string;
  readonly body: Buffer;
  readonly contentType: string;
}

/** What it answers. `cookies` are whole `Set-Cookie` values. */
export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly html?: string;
  readonly bytes?: { readonly type: string; readonly data: Buffer };
  readonly location?: string;
  readonly cookies?: readonly string[];
}

export const readExchange = async (request: IncomingMessage): Promise<Exchange> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const url = new URL(request.url ?? '/', 'http://emulator');
  const contentType = request.headers['content-type'] ?? '';
  const header = request.headers['x-emulated-host'];
  return {
    method: request.method ?? 'GET',
    host: typeof header === 'string' ? header : '',
    path: url.pathname.replace(/\/$/, ''),
    query: url.searchParams,
    form: new URLSearchParams(contentType.startsWith('application/x-www-form-urlencoded') ? body.toString('utf8') : ''),
    cookies: readCookies(request.headers.cookie),
    userAgent: request.headers['user-agent'] ?? '',
    body,
    contentType,
  };
};

export const readCookies = (header: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    (header ?? '')
      .split('; ')
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

/** The content of the first part of a multipart body. */
export const firstPart = ({ body, contentType }: Exchange): Buffer => {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1];
  if (boundary === undefined) return body;
  const start = body.indexOf('\r\n\r\n');
  const end = body.indexOf(`\r\n--${boundary}`, start);
  return start < 0 || end < 0 ? Buffer.alloc(0) : body.subarray(start + 4, end);
};

export const writeAnswer = (response: ServerResponse, answer: Answer): void => {
  const { cookies, location } = answer;
  if (cookies && cookies.length > 0) response.setHeader('set-cookie', [...cookies]);
  if (location !== undefined) response.setHeader('location', location);
  response.statusCode = answer.status ?? (location === undefined ? 200 : 302);
  if (answer.bytes) {
    response.setHeader('content-type', answer.bytes.type);
    response.setHeader('content-length', answer.bytes.data.length);
    response.end(answer.bytes.data);
    return;
  }
  if (answer.html !== undefined) {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(answer.html);
    return;
  }
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(answer.json === undefined ? '' : JSON.stringify(answer.json));
};
