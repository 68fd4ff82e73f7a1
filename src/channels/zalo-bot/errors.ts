import type { SendError } from '../../chat/channel.ts';

export interface ErrorRule extends SendError {
  /** The whole bot stands still, not this message alone. */
  readonly account?: 'needs_sign_in';
  /** Whether the message arrived is not known. */
  readonly mayHaveArrived?: boolean;
}

export const SIGNED_OUT =
  'Mã của bot (token) không còn dùng được. Chị lấy mã mới từ Zalo Bot Creator, mở trang Kênh và nhập lại.';

const REJECTED = { code: 'rejected', retry: false, attention: false } as const;

/** The platform's table of errors (`error_code` in the answer). */
export const ERRORS: Readonly<Record<number, ErrorRule>> = {
  400: { ...REJECTED, sentence: 'Zalo không nhận tin này. Chị xem lại nội dung, hình hoặc đường dẫn trong tin.' },
  401: { code: 'signed_out', retry: false, attention: true, sentence: SIGNED_OUT, account: 'needs_sign_in' },
  // Described as an internal error: worth one more try or two, then it is a refusal.
  403: {
    code: 'rejected',
    retry: true,
    retryAfterSeconds: 10,
    attention: false,
    sentence: 'Zalo chưa cho gửi tin này.',
  },
  404: {
    code: 'thread_gone',
    retry: false,
    attention: false,
    sentence: 'Zalo không tìm thấy cuộc trò chuyện này. Bot có thể đã bị đưa ra khỏi nhóm, hoặc mã của bot đã đổi.',
  },
  408: {
    code: 'unknown',
    retry: false,
    attention: false,
    mayHaveArrived: true,
    sentence: 'Zalo trả lời quá chậm nên chưa rõ tin đã tới hay chưa. Chị xem trong Zalo rồi gửi lại nếu cần.',
  },
  426: {
    code: 'rate_limited',
    retry: true,
    retryAfterSeconds: 60,
    attention: false,
    sentence: 'Đã thử quá nhiều lần. Trợ lý chờ rồi thử lại.',
  },
  429: {
    code: 'rate_limited',
    retry: true,
    retryAfterSeconds: 60,
    attention: false,
    sentence: 'Bot đã dùng hết hạn mức của Zalo lúc này. Tin được gửi tiếp sau.',
  },
};

/** Later tries of one message that gets 403. */
export const FORBIDDEN_TRIES = 2;

export const ruleOf = (error: number): ErrorRule =>
  ERRORS[error] ?? { ...REJECTED, sentence: `Zalo từ chối tin này (mã ${error}).` };

export const sendErrorOf = ({ code, retry, retryAfterSeconds, attention, sentence }: ErrorRule): SendError => ({
  code,
  retry,
  attention,
  sentence,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

export const OFFLINE: SendError = {
  code: 'offline',
  retry: true,
  attention: false,
  sentence: 'Không kết nối được tới Zalo. Tin được gửi lại khi có mạng.',
};

export const LOST = 'Zalo không trả lời rõ nên chưa biết tin đã tới hay chưa. Chị xem trong Zalo rồi gửi lại nếu cần.';
