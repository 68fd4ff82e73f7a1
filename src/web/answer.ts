import { randomBytes } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from '../base/log.ts';
import type { Failure } from '../base/result.ts';
import { isStoreAway } from '../store/away.ts';

/** The body of every answer that is not a success. `issues` lists all wrong fields of a form. */
export interface ErrorAnswer {
  readonly error: Failure & {
    readonly issues?: readonly { readonly place: string; readonly message: string }[];
    /** Given with a 500: what the operator searches the log for. */
    readonly incident?: string;
  };
}

/** Last words of a code and the status they mean; anything else expected is 422. */
const STATUS_BY_ENDING: readonly (readonly [RegExp, number])[] = [
  [/[._](?:not_found|unknown|gone|missing)$/, 404],
  [/\.unknown_/, 404],
  [/[._](?:forbidden|out_of_scope|outside_scope|not_allowed|scope)$/, 403],
  [/[._](?:conflict|duplicate|exists|taken|changed|stale|busy)$/, 409],
  [/\.already_/, 409],
  [/[._](?:too_large|too_big)$/, 413],
  [/[._](?:rate_limited|too_many)$/, 429],
];

/** The status that an expected failure is answered with. */
export const statusOf = (code: string): number => STATUS_BY_ENDING.find(([ending]) => ending.test(code))?.[1] ?? 422;

/** Answers with a failure as JSON. */
export const sendFailure = (res: Response, status: number, error: ErrorAnswer['error']): void => {
  res.status(status).json({ error } satisfies ErrorAnswer);
};

/** What body-parser says of a body it cannot take, by its `type`. */
const BODY_ERRORS: Record<string, { status: number; code: string; message: string }> = {
  'entity.parse.failed': {
    status: 400,
    code: 'web.bad_json',
    message: 'Dữ liệu gửi lên không phải JSON đúng. Chị tải lại trang và thử lại.',
  },
  'entity.too.large': {
    status: 413,
    code: 'web.too_large',
    message: 'Dữ liệu gửi lên quá lớn. Chị chia nhỏ hoặc chọn tệp nhỏ hơn.',
  },
  'encoding.unsupported': {
    status: 415,
    code: 'web.unsupported_encoding',
    message: 'Máy chủ không đọc được cách nén của dữ liệu gửi lên.',
  },
  'charset.unsupported': {
    status: 415,
    code: 'web.unsupported_charset',
    message: 'Dữ liệu gửi lên cần mã hóa UTF-8.',
  },
};

interface HttpError {
  readonly type?: unknown;
  readonly status?: unknown;
  readonly expose?: unknown;
  readonly name?: unknown;
  readonly path?: unknown;
}

/** The end of the API: no route took the request. */
export const notFound: RequestHandler = (_req, res) => {
  sendFailure(res, 404, { code: 'web.not_found', message: 'Không có địa chỉ này. Chị quay lại trang Tổng quan.' });
};

/** Turns whatever was thrown into an answer: bad requests by name, everything else a logged 500 with an incident id. */
export const errorAnswers =
  (logger: Logger): ErrorRequestHandler =>
  (error, req, res, next) => {
    if (res.headersSent) {
      logger.error({ err: error, method: req.method, path: req.path }, 'answer failed half-way');
      next(error);
      return;
    }
    const http = (typeof error === 'object' && error !== null ? error : {}) as HttpError;
    const known = typeof http.type === 'string' ? BODY_ERRORS[http.type] : undefined;
    if (known) {
      sendFailure(res, known.status, { code: known.code, message: known.message, place: 'body' });
      return;
    }
    // An id that no document could have (Mongoose cannot cast it) is an id that does not exist.
    if (http.name === 'CastError' && http.path === '_id') {
      sendFailure(res, 404, { code: 'web.not_found', message: 'Không tìm thấy mục này. Có thể nó đã bị xóa.' });
      return;
    }
    if (typeof http.status === 'number' && http.status >= 400 && http.status < 500) {
      sendFailure(res, http.status, {
        code: 'web.bad_request',
        message: 'Máy chủ không hiểu yêu cầu này. Chị tải lại trang và thử lại.',
      });
      return;
    }
    if (isStoreAway(error)) {
      logger.warn({ method: req.method, path: req.path }, 'the store is away');
      sendFailure(res, 503, {
        code: 'store.unreachable',
        message:
          'Chương trình tạm thời không nối được kho dữ liệu. Chị thử lại sau ít phút; nếu vẫn lỗi, báo người vận hành.',
      });
      return;
    }
    const incident = randomBytes(4).toString('hex');
    logger.error({ err: error, incident, method: req.method, path: req.path }, 'request failed');
    sendFailure(res, 500, {
      code: 'web.internal',
      message: `Máy chủ gặp lỗi. Chị thử lại; nếu vẫn lỗi, báo người vận hành mã sự cố ${incident}.`,
      incident,
    });
  };
