import type { Logger } from '../base/log.ts';
import type { Channel, SendOutcome, SendRequest } from './channel.ts';

/** A platform that does not answer for this long leaves the send `unknown`: it may have arrived. */
const SEND_TIMEOUT_SECONDS = 60;

export const OFFLINE = { code: 'offline', sentence: 'Tài khoản chưa kết nối. Tin sẽ được gửi khi tài khoản trở lại.' };
export const LOST = {
  code: 'unknown',
  sentence:
    'Chương trình dừng đúng lúc đang gửi nên chưa rõ tin đã tới hay chưa. Chị xem trong nhóm rồi gửi lại nếu cần.',
};
export const STOPPED = { code: 'unsubscribed', sentence: 'Người nhận đã nhắn dừng nhận tin.' };

export const GONE = {
  code: 'thread_gone',
  sentence: 'Không còn cuộc trò chuyện này. Chị kiểm tra lại danh sách nhóm.',
};

/** How a send to a thread ends that is not kept any more. */
export const THREAD_GONE: SendOutcome = { type: 'failed', error: { ...GONE, retry: false, attention: false } };

/** Sends once and says what became of it. Never rejects, and never waits for ever. */
export const attempt = async (to: Channel, request: SendRequest, logger: Logger): Promise<SendOutcome> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<SendOutcome>((resolve) => {
    timer = setTimeout(
      () => resolve({ type: 'unknown', sentence: 'Nền tảng không trả lời nên chưa rõ tin đã tới hay chưa.' }),
      SEND_TIMEOUT_SECONDS * 1000,
    );
  });
  try {
    return await Promise.race([to.send(request), late]);
  } catch (error) {
    logger.error({ err: error, account: to.account }, 'a channel threw while sending');
    return { type: 'unknown', sentence: 'Gặp lỗi lúc đang gửi nên chưa rõ tin đã tới hay chưa.' };
  } finally {
    clearTimeout(timer);
  }
};
