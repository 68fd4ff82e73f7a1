import type { AccountView, Field } from '../kind.ts';
import { DEFAULT_VERSION, type Secrets, type Settings } from './settings.ts';

const field = (name: string, label: string, help: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  help,
  secret: false,
  required: false,
  input: 'text',
  ...more,
});

/** The form by which a Page is added. */
export const fields: readonly Field[] = [
  field('pageId', 'Mã Trang (Page ID)', 'Dãy số của Trang, ghi trong phần giới thiệu của Trang.', { required: true }),
  field('appId', 'Mã ứng dụng (App ID)', 'Dãy số của ứng dụng trên developers.facebook.com.', { required: true }),
  field('appSecret', 'Khóa bí mật của ứng dụng (App Secret)', 'Ở phần cài đặt cơ bản của ứng dụng.', {
    secret: true,
    required: true,
  }),
  field(
    'pageToken',
    'Mã truy cập Trang (Page access token)',
    'Tạo ở phần Messenger của ứng dụng, cho đúng Trang này.',
    {
      secret: true,
      required: true,
    },
  ),
  field('verifyToken', 'Mã xác minh (Verify token)', 'Chị tự đặt một câu khó đoán, rồi nhập đúng câu đó ở Facebook.', {
    secret: true,
    required: true,
  }),
  field('menu', 'Trình đơn của Trang', 'Mỗi mục một dòng: “Tên mục = câu gửi đi”. Sửa xong bấm “Đặt trình đơn”.', {
    input: 'long',
    advanced: true,
  }),
  field(
    'utilityTemplate',
    'Tên mẫu lời nhắc (utility template)',
    'Mẫu đã được Facebook duyệt, có hai chỗ trống: việc cần nhớ và thời gian. Bỏ trống nếu chưa có.',
    { advanced: true },
  ),
  field('utilityLanguage', 'Ngôn ngữ của mẫu', 'Mã ngôn ngữ khi tạo mẫu, thường là vi.', { advanced: true }),
  field('version', 'Phiên bản Graph API', `Bỏ trống để dùng ${DEFAULT_VERSION}.`, { advanced: true }),
  field('apiBase', 'Địa chỉ API khác', 'Chỉ dùng khi thử với máy giả lập hoặc qua máy trung gian.', {
    input: 'url',
    advanced: true,
  }),
];

/** What to do on Meta's side, in order. Screens there change their names, so the steps say what, not where to the pixel. */
export const steps = ({
  webhookUrl,
  publicUrl,
}: {
  readonly webhookUrl: string;
  readonly publicUrl: string;
  readonly account: AccountView<Settings, Secrets>;
}): readonly string[] => [
  ...(publicUrl.startsWith('https://')
    ? []
    : ['Đặt PUBLIC_URL là địa chỉ https của máy chủ này: Facebook chỉ gọi tới địa chỉ https có chứng chỉ hợp lệ.']),
  'Vào developers.facebook.com, mở ứng dụng, thêm sản phẩm Messenger.',
  `Ở phần Webhooks của Messenger, nhập Callback URL: ${webhookUrl}`,
  'Nhập Verify token đúng như chị đã đặt ở đây, rồi lưu. Facebook gọi thử ngay; dòng “Tin thử” ở trang này báo đã nhận.',
  'Kết nối Trang với ứng dụng và tạo mã truy cập cho Trang, dán vào ô Mã truy cập Trang.',
  'Bấm “Đăng ký sự kiện”, rồi “Đặt trình đơn” ở trang này.',
  `Ở phần cài đặt của ứng dụng, nhập Data Deletion Callback URL: ${webhookUrl}/deletion`,
  `Nhập Deauthorize Callback URL: ${webhookUrl}/deauthorize`,
  'Xin duyệt quyền pages_messaging (App Review) để mọi người nhắn được, không chỉ người có vai trò trong ứng dụng.',
];
