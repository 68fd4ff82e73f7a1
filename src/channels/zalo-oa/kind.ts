import { channelKind } from '../kind.ts';
import { abilities, connect } from './channel.ts';
import { signIn } from './oauth.ts';
import { verifierPage } from './page.ts';
import { receive } from './receive.ts';
import { ZaloOaSecrets, ZaloOaSettings } from './settings.ts';
import { windowOf } from './window.ts';

/** Zalo Official Account, with its groups (GMF). */
export const zaloOa = channelKind<ZaloOaSettings, ZaloOaSecrets>({
  kind: 'zalo-oa',
  label: 'Zalo Official Account',
  warnings: [
    'OA chỉ nhắn riêng được cho người đã nhắn cho OA trong 7 ngày qua. Quá 48 giờ, tin trừ vào gói hoặc tính phí.',
    'OA chỉ có mặt trong nhóm do chính OA tạo (gói GMF, OA phải xác thực); không vào được nhóm Zalo thường.',
  ],
  settings: ZaloOaSettings,
  secrets: ZaloOaSecrets,
  fields: [
    {
      name: 'appId',
      label: 'Mã ứng dụng',
      help: 'Dãy số trên trang ứng dụng của chị ở Zalo for Developers.',
      secret: false,
      required: true,
      input: 'text',
    },
    {
      name: 'appSecret',
      label: 'Khóa bí mật của ứng dụng',
      help: 'Ở cùng trang với mã ứng dụng.',
      secret: true,
      required: true,
      input: 'text',
    },
    {
      name: 'oaSecretKey',
      label: 'Khóa bí mật của OA',
      help: 'Khác với khóa của ứng dụng: ở phần Official Account và webhook của ứng dụng, dùng để ký sự kiện.',
      secret: true,
      required: true,
      input: 'text',
    },
    {
      name: 'verification',
      label: 'Mã xác thực tên miền',
      help: 'Dán mã, tên tệp hoặc thẻ meta mà Zalo đưa khi xác thực tên miền; chương trình tự đưa tệp lên.',
      secret: false,
      required: false,
      input: 'text',
    },
    {
      name: 'signature',
      label: 'Kiểm tra chữ ký',
      help: 'Chọn “Chỉ báo” khi mới cài để xem khóa của OA đã đúng chưa; sau đó chuyển sang “Bắt buộc”.',
      secret: false,
      required: false,
      input: 'select',
      options: [
        { value: 'strict', label: 'Bắt buộc' },
        { value: 'report', label: 'Chỉ báo (khi mới cài)' },
      ],
      advanced: true,
    },
    {
      name: 'buttons',
      label: 'Gửi nút bấm',
      help: 'Tắt đi nếu nút không hiện trên điện thoại; lựa chọn khi đó được đánh số.',
      secret: false,
      required: false,
      input: 'switch',
      advanced: true,
    },
    {
      name: 'oaId',
      label: 'Mã OA',
      help: 'Tự điền sau khi đăng nhập.',
      secret: false,
      required: false,
      input: 'text',
      advanced: true,
    },
    {
      name: 'oaName',
      label: 'Tên OA',
      help: 'Tự điền sau khi đăng nhập; dùng để nhận ra lời gọi tên trong nhóm.',
      secret: false,
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
    {
      name: 'oauthBase',
      label: 'Địa chỉ đăng nhập khác',
      help: 'Chỉ dùng khi thử với máy giả lập hoặc đi qua máy chủ trung gian.',
      secret: false,
      required: false,
      input: 'url',
      advanced: true,
    },
  ],
  steps: ({ webhookUrl, publicUrl }) => [
    `Trên trang ứng dụng ở Zalo for Developers, xác thực tên miền ${publicUrl}: lấy mã Zalo đưa, dán vào ô “Mã xác thực tên miền” ở đây, bấm Lưu, rồi bấm xác thực trên trang của Zalo.`,
    `Ở phần Official Account của ứng dụng, khai địa chỉ gọi lại (Callback URL): ${publicUrl}/connect/callback`,
    'Bấm Đăng nhập ở đây, chọn OA và đồng ý cho ứng dụng các quyền, gồm quyền quản lý nhóm nếu OA có nhóm GMF.',
    `Ở phần webhook của ứng dụng, khai địa chỉ webhook: ${webhookUrl}`,
    'Bật các sự kiện: người dùng gửi tin (mọi loại), người dùng quan tâm và bỏ quan tâm, người dùng gửi thông tin, đã nhận, đã xem, OA gửi tin, và các sự kiện nhóm nếu có.',
    'Nhắn một tin cho OA từ điện thoại. Trang này hiện “Sự kiện mới nhất” là xong.',
  ],
  signIn,
  abilities,
  // The platform's allowance is 4,000 requests a minute an app, and it tells when it is used up.
  pace: { minGapMs: 0, jitterMs: 0 },
  exclusive: () => false,
  webhookKey: ({ appId }) => appId,
  receive,
  page: (path, { settings }) => verifierPage(path, settings.verification),
  window: (_settings, lastInboundAt, now) => windowOf(lastInboundAt, now),
  connect,
});
