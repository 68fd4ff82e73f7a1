import type { SendError } from '../../chat/channel.ts';

/** What the channel itself does about an error of the platform, before it tells anybody. */
export type Remedy =
  /** Get a new access token once and call once more. */
  | 'refresh'
  /** Upload the file again and send once more. */
  | 'upload_again'
  /** Send it once more, once. */
  | 'again'
  /** Send it in a plainer form. */
  | 'plainer'
  /** Nothing more before the next minute. */
  | 'next_minute';

export interface ErrorRule extends SendError {
  readonly remedy?: Remedy;
  /** The whole account stands still, not this message alone. */
  readonly account?: 'blocked' | 'needs_sign_in';
}

const rule = (code: string, sentence: string, more: Partial<ErrorRule> = {}): ErrorRule => ({
  code,
  sentence,
  retry: false,
  attention: false,
  ...more,
});
const stop = (code: string, sentence: string): ErrorRule =>
  rule(code, sentence, { attention: true, account: 'blocked' });

const SIGNED_OUT =
  'Khóa truy cập của Official Account không còn dùng được. Chị mở trang Kênh, bấm Đăng nhập lại để cho phép lần nữa.';
const WINDOW =
  'Người này chưa nhắn cho OA trong 7 ngày qua nên Zalo không cho gửi. Khi chị ấy nhắn lại, Trợ lý gửi được ngay.';
const UNREGISTERED =
  'Ứng dụng chưa được kích hoạt hoặc chưa đăng ký phần gửi tin. Chị mở trang ứng dụng trên Zalo for Developers để bật.';
const BILLING =
  'OA chưa gắn tài khoản thanh toán, hoặc tài khoản đã hết tiền. Chị nạp thêm trên trang quản trị OA của Zalo rồi gửi lại.';
const ASSET = 'Gói nhóm (GMF) này đã dùng hoặc đã tắt. Chị chọn gói khác trên trang quản trị OA của Zalo.';

/** The platform's table of errors (`error` in the answer; HTTP says 200). */
export const ERRORS: Readonly<Record<number, ErrorRule>> = {
  [-32]: rule('rate_limited', 'Đã gửi quá nhanh so với mức Zalo cho phép. Tin được gửi tiếp sang phút sau.', {
    retry: true,
    remedy: 'next_minute',
  }),
  [-100]: rule('rejected', 'Tệp đã tải lên Zalo quá hạn và tải lại không được. Chị gửi lại tin.', {
    remedy: 'upload_again',
  }),
  [-200]: rule('rejected', 'Zalo báo gửi không thành công. Chị thử gửi lại sau ít phút.', { remedy: 'again' }),
  [-201]: rule('rejected', 'Zalo không nhận một phần của tin này. Chị xem lại hình, tệp hoặc nút trong tin.', {
    remedy: 'plainer',
  }),
  [-204]: stop('blocked', 'Official Account đang bị tắt. Chị mở trang quản trị OA của Zalo để xem lý do.'),
  [-205]: stop('blocked', 'Zalo không tìm thấy Official Account này. Chị xem lại tài khoản trên trang Kênh.'),
  [-209]: stop('blocked', UNREGISTERED),
  [-210]: rule('too_long', 'Tin vượt quá giới hạn của Zalo. Chị rút ngắn rồi gửi lại.'),
  [-211]: rule(
    'quota',
    'OA đã dùng hết hạn mức gửi tin của gói. Chị chờ kỳ mới hoặc mua thêm trên trang quản trị OA.',
    {
      attention: true,
    },
  ),
  [-212]: stop('blocked', UNREGISTERED),
  [-213]: rule('blocked', 'Người này chưa quan tâm OA nên không nhận được tin.'),
  [-214]: rule('rejected', 'Zalo còn đang xử lý bài viết này. Chị gửi lại sau ít phút.'),
  [-216]: rule('signed_out', SIGNED_OUT, { attention: true, account: 'needs_sign_in', remedy: 'refresh' }),
  [-217]: rule('blocked', 'Người này đã chặn lời mời của OA.'),
  [-218]: rule('quota', 'Người này đã nhận đủ số tin mà Zalo cho phép. Chị gửi lại vào hôm khác.'),
  [-219]: stop(
    'blocked',
    'Ứng dụng đã bị gỡ hoặc bị tắt. Chị mở trang ứng dụng trên Zalo for Developers để xem lý do.',
  ),
  [-220]: rule('signed_out', SIGNED_OUT, { attention: true, account: 'needs_sign_in', remedy: 'refresh' }),
  [-221]: rule('not_allowed', 'OA chưa xác thực nên Zalo không cho gửi. Chị xác thực OA trên trang quản trị OA.', {
    attention: true,
  }),
  [-223]: rule('not_allowed', 'OA chưa cho ứng dụng quyền này. Chị bấm Đăng nhập lại và đồng ý đủ các quyền.', {
    attention: true,
  }),
  [-224]: rule('not_allowed', 'Gói dịch vụ của OA không có phần này. Chị nâng gói trên trang quản trị OA.', {
    attention: true,
  }),
  [-227]: rule('thread_gone', 'Tài khoản Zalo của người này bị khóa hoặc đã ngừng dùng hơn 45 ngày.'),
  [-230]: rule('window_closed', WINDOW),
  [-232]: rule('window_closed', WINDOW),
  [-233]: rule('rejected', 'Zalo không nhận loại tin này ở đây.', { remedy: 'plainer' }),
  [-234]: rule('rejected', 'Zalo không cho gửi loại tin này ban đêm. Chị gửi lại sau 6 giờ sáng.'),
  [-235]: rule('not_allowed', 'Loại OA này không được gửi tin qua ứng dụng. Chị xem lại loại tài khoản OA.', {
    attention: true,
  }),
  [-237]: rule('thread_gone', 'Nhóm đã bị tắt vì gói nhóm (GMF) hết hạn. Chị gia hạn trên trang quản trị OA.', {
    attention: true,
  }),
  [-238]: rule('not_allowed', ASSET, { attention: true }),
  [-240]: rule('rejected', 'Zalo đã ngừng cách gửi tin này. Chị cập nhật Chi Hội lên bản mới.', { attention: true }),
  [-241]: rule('not_allowed', ASSET, { attention: true }),
  [-242]: stop(
    'blocked',
    'Ứng dụng đang bật mức bảo vệ thêm (appsecret_proof) và khóa của ứng dụng chưa đúng. Chị nhập lại khóa.',
  ),
  [-244]: rule('blocked', 'Người này đã chặn loại tin này của OA.'),
  [-248]: rule('rejected', 'Zalo cho rằng tin này trái quy định. Chị xem lại nội dung trước khi gửi.', {
    attention: true,
  }),
  [-320]: rule('quota', BILLING, { attention: true }),
  [-321]: rule('quota', BILLING, { attention: true }),
  [-403]: rule('thread_gone', 'OA không còn trong nhóm này. Chị thêm OA vào nhóm rồi gửi lại.'),
};

/** An error that stands in no table: refused, and the number is shown. */
export const ruleOf = (error: number): ErrorRule =>
  ERRORS[error] ?? rule('rejected', `Zalo từ chối tin này (mã ${error}).`);

/** What a rule says to the sender. */
export const sendErrorOf = ({ code, sentence, retry, attention, retryAfterSeconds }: ErrorRule): SendError => ({
  code,
  sentence,
  retry,
  attention,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

export const OFFLINE: SendError = {
  code: 'offline',
  retry: true,
  attention: false,
  sentence: 'Không kết nối được tới Zalo. Tin được gửi lại khi có mạng.',
};

export const NOT_SIGNED_IN: SendError = { code: 'signed_out', retry: false, attention: true, sentence: SIGNED_OUT };

export const LOST = 'Zalo không trả lời rõ nên chưa biết tin đã tới hay chưa. Chị xem trong Zalo rồi gửi lại nếu cần.';
