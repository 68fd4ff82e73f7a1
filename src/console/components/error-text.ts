import { defineText } from '../lib/i18n.ts';

/** English sentences for failures that any page may meet; the Vietnamese ones come from the server. */
export const errorText = defineText({
  vi: {
    title: 'Chưa được',
    unknown: 'Có lỗi ngoài dự kiến. Chị tải lại trang và thử lại.',
    code: (code: string) => `Mã: ${code}`,
  },
  en: {
    title: 'That did not work',
    unknown: 'Something unexpected failed. Reload and try again.',
    code: (code: string) => `Code: ${code}`,
  },
});

/** By failure code. A code that is not here is shown with the server's Vietnamese sentence. */
export const englishByCode: Readonly<Record<string, string>> = {
  'console.offline': 'The server cannot be reached. Check the network and try again.',
  'console.bad_answer': 'The server answered something unreadable. Try again in a few minutes.',
  'web.sign_in_needed': 'Please sign in; the session has ended.',
  'web.sign_in_wrong': 'User name or password is wrong. Check Caps Lock and the keyboard.',
  'web.rate_limited': 'Too many wrong tries. Wait a quarter of an hour.',
  'web.setup_code': 'The code is wrong or was used. Read the newest one where the program was started.',
  'web.already_set_up': 'There is an administrator already. Sign in as usual.',
  'web.csrf': 'The page was out of date and the change was not saved. Reload and try again.',
  'web.foreign_origin': 'The request came from another page and was refused.',
  'web.forbidden': 'Your account may not do this. Ask an owner of the unit.',
  'web.internal': 'The server failed. Try again; if it fails again, tell the operator.',
  'web.not_found': 'Not found. It may have been deleted.',
  'web.password_short': 'A password needs at least 10 characters; a sentence with spaces is fine.',
  'web.password_long': 'The password is too long.',
  'web.password_weak': 'This password is too easy to guess.',
  'web.password_same': 'The new password is the present one. Choose another.',
  'web.own_password_first': 'Set a password of your own first.',
  'web.password_wrong': 'The present password is wrong.',
  'web.user_name_taken': 'Somebody uses this user name.',
  'web.unit_out_of_scope': 'This unit is outside your scope.',
  'web.admin_unknown_unit': 'There is no such unit.',
  'web.admin_not_allowed': 'You cannot change or remove your own rights. Ask another owner.',
  'web.settings_forbidden': 'Only owners of the whole system decide the settings.',
  'web.sample_forbidden': 'Only owners of the whole system load or remove the sample data.',
};
