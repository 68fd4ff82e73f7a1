import { defineText } from '../../lib/i18n.ts';

export const text = defineText({
  vi: {
    title: 'Đăng nhập',
    userName: 'Tên đăng nhập',
    password: 'Mật khẩu',
    submit: 'Đăng nhập',
    forgot: 'Quên mật khẩu? Chị nhờ chủ quản của đơn vị đặt lại.',
  },
  en: {
    title: 'Sign in',
    userName: 'User name',
    password: 'Password',
    submit: 'Sign in',
    forgot: 'Forgot the password? Ask an owner of your unit to set a new one.',
  },
});
