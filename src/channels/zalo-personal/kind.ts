import { type ChannelKind, channelKind } from '../kind.ts';
import { ABILITIES } from './abilities.ts';
import { connectZaloPersonal } from './channel.ts';
import { createClient } from './client.ts';
import { FIELDS, PACE, Secrets, Settings, WARNINGS } from './settings.ts';
import { signInByQr } from './sign-in.ts';

const kind: ChannelKind<Settings, Secrets> = {
  kind: 'zalo-personal',
  label: 'Zalo cá nhân',
  about:
    'Trợ lý vào thẳng các nhóm Zalo sẵn có như một thành viên: nhắc tên, bình chọn, nhắc hẹn, gửi tệp. Không chính thức và có thể bị khóa.',
  unofficial: true,
  warnings: WARNINGS,
  settings: Settings,
  secrets: Secrets as ChannelKind<Settings, Secrets>['secrets'],
  fields: FIELDS,
  steps: () => [
    'Chuẩn bị một tài khoản Zalo riêng cho trợ lý, có tên và ảnh đại diện thật của Hội, đã dùng được ít nhất vài tuần.',
    'Bấm “Đăng nhập” ở trang này để lấy mã QR.',
    'Trên điện thoại của tài khoản đó: mở Zalo, chọn biểu tượng quét mã ở góc trên, quét mã trên màn hình rồi bấm “Đăng nhập”.',
    'Thêm tài khoản trợ lý vào các nhóm, hoặc dán liên kết mời ở thẻ Nhóm của trang này.',
    'Trong mỗi nhóm, cán bộ quản trị gõ lệnh đăng ký để gắn nhóm với đơn vị; cũng có thể đăng ký ở thẻ Nhóm của trang này.',
    'Không mở Zalo Web bằng tài khoản này trong lúc trợ lý chạy.',
  ],
  signIn: {
    type: 'qr',
    run: ({ settings }, show, tools) =>
      signInByQr(
        createClient(settings.apiBase === undefined ? {} : { apiBase: settings.apiBase }),
        settings.userAgent,
        show,
        tools,
      ),
  },
  abilities: () => ABILITIES,
  pace: PACE,
  // One web login an account: a second listener ends the first.
  exclusive: () => true,
  connect: (context) => connectZaloPersonal(context),
};

/** Zalo for a personal account, through the unofficial library zca-js. */
export const zaloPersonal: ChannelKind = channelKind(kind);
