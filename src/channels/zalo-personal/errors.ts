import type { SendError, SendOutcome } from '../../chat/channel.ts';
import { type Attempt, networkCode } from './transport.ts';
import { Late } from './within.ts';

/** What the platform's codes mean for a send (zca-js.md, section 5). */
interface Row extends Omit<SendError, 'retryAfterSeconds'> {
  /** The whole account is to slow down, for minutes and twice as long each time. */
  readonly slow?: boolean;
  /** The login is dead. */
  readonly dead?: boolean;
}

const row = (code: string, sentence: string, more: Partial<Row> = {}): Row => ({
  code,
  sentence,
  retry: false,
  attention: false,
  ...more,
});

const TOO_FAST = row(
  'rate_limited',
  'Zalo báo tài khoản gửi quá nhanh. Trợ lý nghỉ vài phút rồi gửi tiếp; chị giảm tốc độ gửi ở trang Kênh nếu còn gặp.',
  { retry: true, slow: true, attention: true },
);
const DEAD = row(
  'offline',
  'Phiên đăng nhập Zalo đã hết hiệu lực. Tin được giữ lại và gửi khi tài khoản đăng nhập lại.',
  { retry: true, dead: true },
);

const IS_LOCKED = row(
  'offline',
  'Zalo đã khóa hoặc hạn chế tài khoản này. Tin được giữ lại; chị mở Zalo trên điện thoại của tài khoản xem thông báo.',
  { retry: true, attention: true },
);

export const ERRORS: Readonly<Record<number, Row>> = {
  102: DEAD,
  600: DEAD,
  112: row('too_long', 'Zalo không nhận vì tin quá dài. Chị rút ngắn nội dung rồi gửi lại.'),
  114: row(
    'thread_gone',
    'Zalo không tìm thấy nơi nhận: trợ lý có thể đã bị đưa ra khỏi nhóm hoặc nhóm đã giải tán. Chị kiểm tra lại nhóm.',
  ),
  122: row('blocked', 'Người nhận không nhận tin từ người lạ. Chị nhờ người đó nhắn cho trợ lý trước.'),
  123: row(
    'rate_limited',
    'Zalo tạm không chuyển tin của tài khoản này tới nơi nhận (gửi quá nhanh, lặp nội dung, hoặc bị chặn). Trợ lý nghỉ vài phút rồi thử lại.',
    { retry: true, slow: true, attention: true },
  ),
  165: row('thread_gone', 'Trợ lý không còn trong nhóm này. Chị mời lại trợ lý vào nhóm.'),
  166: row('rejected', 'Nhóm chỉ cho trưởng nhóm và phó nhóm gửi. Chị cho trợ lý làm phó nhóm hoặc mở quyền gửi tin.'),
  216: row('thread_gone', 'Zalo không tìm thấy người nhận này. Chị kiểm tra lại danh bạ.'),
  215: row('blocked', 'Người nhận đã chặn tài khoản của trợ lý.'),
  221: TOO_FAST,
  [-69]: TOO_FAST,
};

const OTHER = (code: number): Row =>
  row('rejected', `Zalo từ chối tin này (mã ${code}). Chị thử lại sau, hoặc gửi nội dung khác.`);

const LOST = 'Mất kết nối đúng lúc gửi nên chưa rõ tin đã tới hay chưa. Chị xem trong nhóm rồi gửi lại nếu cần.';
const NO_LINE = row('offline', 'Chưa kết nối được tới Zalo. Tin được giữ lại và gửi khi có mạng.', { retry: true });
const LOCAL = row('rejected', 'Không gửi được nội dung này qua Zalo. Chị kiểm tra loại tệp và dung lượng rồi gửi lại.');

/** How a failed send ended, and what it says of the account. */
export interface Verdict {
  readonly outcome: SendOutcome;
  readonly slow: boolean;
  readonly dead: boolean;
  /** The platform locked the account. */
  readonly locked?: boolean;
}

const verdict = ({ slow = false, dead = false, ...error }: Row): Verdict => ({
  outcome: { type: 'failed', error },
  slow,
  dead,
});

/** For a message that may have been delivered. */
const unknown = (sentence: string, slow = false): Verdict => ({
  outcome: { type: 'unknown', sentence },
  slow,
  dead: false,
});

/** The number of a `ZaloApiError`; null for one that the library raised itself; undefined for anything else. */
export const zaloCode = (error: unknown): number | null | undefined => {
  if (!(error instanceof Error) || error.name !== 'ZcaApiError') return undefined;
  return (error as Error & { code: number | null }).code;
};

/** Whether a failed call of any kind says that the login is dead. */
export const saysDead = (error: unknown): boolean => {
  const code = zaloCode(error);
  if (typeof code === 'number') return ERRORS[code]?.dead === true;
  return code === null && /zpw_sek|Đăng nhập thất bại/.test((error as Error).message);
};

/** Words of a refusal that speaks of the whole account being locked; nobody has published its codes. */
const LOCKED =
  /(tài khoản|account)[^.]*(bị khóa|bị khoá|tạm khóa|tạm khoá|vô hiệu|hạn chế|locked|blocked|suspended|restricted)/i;

/** Whether a failed call says that the platform locked or restricted the account. */
export const saysLocked = (error: unknown): boolean =>
  zaloCode(error) !== undefined && LOCKED.test((error as Error).message);

/**
 * Judges a send that threw. `unknown` whenever the request that matters may have been carried out: its answer was lost,
 * was no JSON, came too late, or was a server's error.
 */
export const judge = (error: unknown, attempt: Attempt): Verdict => {
  const code = zaloCode(error);
  if (saysLocked(error)) return { ...verdict(IS_LOCKED), locked: true };
  if (typeof code === 'number') return verdict(ERRORS[code] ?? OTHER(code));
  if (attempt.requested && !attempt.unsent) {
    if (code === null && /status code 429/.test((error as Error).message)) return verdict(TOO_FAST);
    if (code === null && /status code 4\d\d/.test((error as Error).message)) return verdict(LOCAL);
    return unknown(LOST);
  }
  // Nothing that matters has left: an upload that failed, a file that is not allowed, no network.
  if (code === null) return verdict(/Request failed|parse response/.test((error as Error).message) ? NO_LINE : LOCAL);
  return error instanceof Late || networkCode(error) !== 'Error' ? verdict(NO_LINE) : verdict(LOCAL);
};

/** Accepted without an id: the platform took it and, as users report, often delivers nothing. A sign to slow down. */
export const WITHOUT_ID: Verdict = unknown(
  'Zalo nhận tin nhưng không xác nhận đã chuyển, thường là vì gửi quá nhanh. Chị xem trong nhóm rồi gửi lại nếu cần.',
  true,
);
