import { channelKind } from '../kind.ts';
import { connect } from './channel.ts';
import { receive } from './receive.ts';
import { ABILITIES } from './send.ts';
import { ZaloBotSecrets, ZaloBotSettings } from './settings.ts';

/** A bot of the Zalo Bot Platform. */
export const zaloBot = channelKind<ZaloBotSettings, ZaloBotSecrets>({
  kind: 'zalo-bot',
  label: 'Zalo Bot',
  about:
    'Bot chính thức của Zalo, tạo trong vài phút ngay trên điện thoại, không cần đăng ký doanh nghiệp. Vào được nhóm Zalo thường, nhưng trong nhóm chỉ nghe khi được nhắc tên.',
  warnings: [
    'Trong nhóm, bot chỉ nhận tin có nhắc tên bot hoặc trả lời bot. Zalo còn đang thử phần nhóm, có thể thay đổi.',
    'Bot không có nút bấm và không gửi được tệp: lựa chọn được đánh số, tệp được gửi bằng đường dẫn.',
    'Zalo yêu cầu nói rõ cho mọi người biết họ đang nhắn với hệ thống tự động.',
  ],
  settings: ZaloBotSettings,
  secrets: ZaloBotSecrets,
  fields: [
    {
      name: 'token',
      label: 'Mã của bot (token)',
      help: 'Zalo gửi cho chị trong tin nhắn khi tạo bot: một dãy số, dấu hai chấm, một dãy ký tự.',
      secret: true,
      required: true,
      input: 'text',
    },
    {
      name: 'mode',
      label: 'Cách nhận tin',
      help: 'Webhook khi chương trình có địa chỉ https trên Internet; hỏi tin khi chạy trên máy trong cơ quan.',
      secret: false,
      required: false,
      input: 'select',
      options: [
        { value: 'webhook', label: 'Webhook (có địa chỉ https)' },
        { value: 'polling', label: 'Hỏi tin (không cần địa chỉ)' },
      ],
    },
    {
      name: 'secretToken',
      label: 'Mã kiểm tra webhook',
      help: 'Chương trình tự tạo khi chị bấm “Đặt webhook”; chỉ nhập khi webhook do nơi khác đặt.',
      secret: true,
      required: false,
      input: 'text',
      advanced: true,
    },
    {
      name: 'apiBase',
      label: 'Địa chỉ API khác',
      help: 'Chỉ dùng khi thử với máy giả lập hoặc đi qua máy chủ trung gian.',
      secret: false,
      required: false,
      input: 'url',
      advanced: true,
    },
  ],
  steps: ({ webhookUrl, account }) => [
    'Trên điện thoại, tìm “Zalo Bot Manager” trong Zalo, bấm “Tạo bot” và đặt tên; tên phải bắt đầu bằng chữ Bot.',
    'Zalo nhắn lại mã của bot. Chị dán mã vào ô “Mã của bot (token)” ở đây rồi bấm Lưu. Không gửi mã này cho ai.',
    ...(account.settings.mode === 'polling'
      ? ['Bấm “Gỡ webhook” nếu bot từng được dùng ở nơi khác. Chương trình tự hỏi tin mới, không cần làm gì thêm.']
      : [`Bấm “Đặt webhook” để Zalo gửi tin về ${webhookUrl}`]),
    'Nhắn một tin cho bot từ điện thoại. Dòng “Tin thử” ở đây báo đã nhận là xong.',
    'Muốn dùng trong nhóm: thêm bot vào nhóm như thêm một người, trưởng nhóm duyệt; trong nhóm nhắc @ tên bot để hỏi.',
  ],
  signIn: { type: 'fields' },
  abilities: () => ABILITIES,
  // The platform publishes no figures: a modest pace, and it backs off when told (429).
  pace: { minGapMs: 200, jitterMs: 100 },
  exclusive: ({ mode }) => mode === 'polling',
  webhookKey: ({ mode }, account) => (mode === 'polling' ? undefined : account),
  receive,
  connect,
});
