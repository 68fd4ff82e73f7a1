import type { SendError } from '../../chat/channel.ts';

/** What one of Meta's error codes means for a send, and for the account. */
export interface Meaning {
  readonly code: string;
  readonly retry: boolean;
  /** Seconds before the next try. */
  readonly retryAfter?: number;
  readonly attention: boolean;
  readonly sentence: string;
  /** It may have arrived: Meta answers with this error although it sent. */
  readonly unknown?: true;
  /** What it says about the whole account. */
  readonly account?: 'needs_sign_in' | 'blocked';
  /** Seconds in which nothing more is sent from the account. */
  readonly holdSeconds?: number;
  /** What the channel does about it before it gives up. */
  readonly remedy?: 'window_closed' | 'attachment_gone' | 'fetch_failed';
}

const no = (code: string, sentence: string, more: Partial<Meaning> = {}): Meaning => ({
  code,
  retry: false,
  attention: false,
  sentence,
  ...more,
});
const later = (code: string, retryAfter: number, sentence: string, more: Partial<Meaning> = {}): Meaning => ({
  code,
  retry: true,
  retryAfter,
  attention: false,
  sentence,
  ...more,
});

/**
 * A fault of Meta's may come although the message went out. By then its echo has settled the row, so the next try waits
 * for it (messenger.md 5).
 */
const ECHO_SECONDS = 60;
const RESTRICTED_SECONDS = 30 * 60;

const FAULT = later('platform_fault', ECHO_SECONDS, 'Facebook đang trục trặc. Em tự gửi lại, chị không phải làm gì ạ.');
const MAYBE_SENT = no('unknown', 'Facebook báo lỗi nhưng có thể đã gửi tin. Chị xem trong hộp thư của Trang ạ.', {
  unknown: true,
});
const TOO_FAST = later('rate_limited', 60, 'Trang gửi nhanh quá mức Facebook cho phép. Em gửi chậm lại ạ.', {
  holdSeconds: 60,
});
const NO_PERMISSION = no(
  'no_permission',
  'Ứng dụng chưa được Facebook cho phép nhắn tin. Chị xem mục App Review, quyền pages_messaging, trên trang của ứng dụng.',
  { attention: true },
);
const WINDOW_CLOSED = no(
  'window_closed',
  'Đã quá 24 giờ từ lần cuối chị ấy nhắn, Facebook không cho Trang nhắn trước. Gọi điện hoặc nhờ chị ấy nhắn cho Trang một câu.',
  { remedy: 'window_closed' },
);
const UNREACHABLE = no(
  'thread_gone',
  'Người nhận không còn nhận tin của Trang (đã chặn, khóa tài khoản hoặc xóa ứng dụng). Liên hệ bằng cách khác.',
);
const REFUSES_NOW = no('thread_gone', 'Người này hiện không nhận được tin của Trang. Liên hệ bằng cách khác.');
/** Kept for when a new token is entered: Meta has refused, so nothing was sent. */
const TOKEN_SECONDS = 10 * 60;
const NEEDS_TOKEN = (sentence: string): Meaning =>
  later('token_dead', TOKEN_SECONDS, sentence, { attention: true, account: 'needs_sign_in' });
const BAD_TOKEN = (why: string): Meaning =>
  NEEDS_TOKEN(`Mã truy cập của Trang không còn dùng được: ${why}. Chị lấy mã mới rồi nhập lại ở trang Kênh.`);
const RESTRICTED = later(
  'blocked',
  RESTRICTED_SECONDS,
  'Facebook tạm hạn chế Trang gửi tin. Chị mở mục Chất lượng Trang trên Facebook để xem lý do. Em thử lại sau 30 phút.',
  { attention: true, account: 'blocked', holdSeconds: RESTRICTED_SECONDS },
);
const FETCH_FAILED = no(
  'file_unavailable',
  'Facebook không tải được tệp. Chị kiểm tra đường dẫn của tệp rồi gửi lại.',
  {
    remedy: 'fetch_failed',
  },
);
const HELD_BY_OTHER = no(
  'handed_over',
  'Cuộc trò chuyện đang do hộp thư của Trang hoặc ứng dụng khác giữ. Chị trả cuộc trò chuyện về cho Trợ lý rồi gửi lại.',
);
const REJECTED = no('rejected', 'Facebook từ chối tin này. Chị báo người quản trị hệ thống xem nhật ký.', {
  attention: true,
});

/** By `code/subcode`, then by `code` (messenger.md 11). Codes that are not here are `rejected`. */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  '1': FAULT,
  '2': FAULT,
  '1/99': NO_PERMISSION,
  '1/1357046': MAYBE_SENT,
  '4': TOO_FAST,
  '17': TOO_FAST,
  '32': TOO_FAST,
  '341': TOO_FAST,
  '4/2018354': no('too_often', 'Facebook giới hạn số tin tới người này. Hôm nay em không gửi thêm ạ.'),
  '10': NO_PERMISSION,
  '10/2018278': WINDOW_CLOSED,
  '10/2018065': WINDOW_CLOSED,
  '10/2018108': REFUSES_NOW,
  '10/1893063': RESTRICTED,
  '10/1893015': no('unsubscribed', 'Người này đã dừng nhận tin của Trang về việc này.'),
  '10/2018336': REFUSES_NOW,
  '100': no('rejected', 'Facebook không nhận nội dung tin này. Chị sửa nội dung rồi gửi lại.', { attention: true }),
  '100/33': no(
    'no_permission',
    'Facebook không tìm thấy Trang, hoặc mã truy cập là của Trang khác. Chị kiểm tra mã Trang.',
    {
      attention: true,
    },
  ),
  '100/2018001': no(
    'thread_gone',
    'Facebook không có người nhận này trên Trang. Chị nhờ chị ấy nhắn lại cho Trang một câu.',
  ),
  '100/2018008': FETCH_FAILED,
  '100/2018294': FETCH_FAILED,
  '100/2018047': no('rejected', 'Loại tệp không khớp với nội dung. Chị gửi lại tệp ở dạng khác.'),
  '100/2018074': no('attachment_gone', 'Tệp đã gửi lên Facebook hết hạn. Chị gửi lại tệp.', {
    remedy: 'attachment_gone',
  }),
  '100/2018109': no('too_long', 'Tệp lớn hơn mức Facebook nhận (25 MB, ảnh 8 MB). Chị gửi tệp nhỏ hơn.'),
  // Ours: there was no token to send with.
  '190/0': NEEDS_TOKEN('Chưa có mã truy cập của Trang. Chị nhập mã ở trang Kênh.'),
  '190': BAD_TOKEN('Facebook không nhận mã'),
  '190/458': BAD_TOKEN('người kết nối đã gỡ ứng dụng'),
  '190/459': BAD_TOKEN('người kết nối phải xác minh tài khoản Facebook'),
  '190/460': BAD_TOKEN('người kết nối đã đổi mật khẩu'),
  '190/463': BAD_TOKEN('mã đã hết hạn'),
  '190/467': BAD_TOKEN('người kết nối đã đăng xuất'),
  '200': NO_PERMISSION,
  '200/2018028': no(
    'no_permission',
    'Ứng dụng đang ở chế độ thử: chỉ người có vai trò trong ứng dụng nhận được tin. Chị xin quyền nâng cao (Advanced Access) cho pages_messaging.',
    { attention: true },
  ),
  '200/2018027': NO_PERMISSION,
  '200/1545041': UNREACHABLE,
  '368': RESTRICTED,
  '506': no('duplicate', 'Facebook báo tin này trùng với tin vừa gửi nên không gửi nữa.'),
  '551': UNREACHABLE,
  '613': TOO_FAST,
  '613/2018338': no('rejected', 'Facebook cảnh báo gửi tin sai mục đích. Em dừng tin này.', { attention: true }),
  '613/1893016': no('too_often', 'Đã hỏi người này rồi, Facebook không cho hỏi lại.'),
  '80006': TOO_FAST,
  '10303': REJECTED,
  '2022': REJECTED,
  '2018218': no('no_profile', 'Người này dùng tài khoản không có trang cá nhân.'),
  '2018247': no('no_permission', 'Ứng dụng chưa có quyền xem tên người nhắn.'),
  '2018300': HELD_BY_OTHER,
  '2018321': HELD_BY_OTHER,
  '9000001': no('message_gone', 'Tin được trả lời đã bị xóa.'),
};

/** Some codes come as a code of their own in one place of Meta's text and as a subcode in another. */
const SUBCODE_ALONE = new Set(['2018300', '2018321', '2018278', '1893063', '2018001', '2018074', '2018028']);

export interface GraphError {
  readonly code: number;
  readonly subcode?: number;
  /** Meta says itself that trying again may help. */
  readonly isTransient?: boolean;
}

/** What `graph.ts` answers itself when no token was entered. */
export const NO_TOKEN: GraphError = { code: 190, subcode: 0 };

export const meaningOf = ({ code, subcode, isTransient }: GraphError): Meaning => {
  if (subcode !== undefined) {
    const exact = MEANINGS[`${code}/${subcode}`];
    if (exact) return exact;
    if (SUBCODE_ALONE.has(`${subcode}`)) {
      const alone =
        MEANINGS[`${subcode}`] ?? Object.entries(MEANINGS).find(([key]) => key.endsWith(`/${subcode}`))?.[1];
      if (alone) return alone;
    }
  }
  return MEANINGS[`${code}`] ?? (isTransient ? FAULT : REJECTED);
};

export const sendErrorOf = ({ code, retry, retryAfter, attention, sentence }: Meaning): SendError => ({
  code,
  retry,
  attention,
  sentence,
  ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
});
