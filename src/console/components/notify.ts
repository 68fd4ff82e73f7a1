import { notifications } from '@mantine/notifications';
import { common } from '../app/text.ts';
import { currentLanguage } from '../lib/i18n.ts';
import { sentenceOf } from './error-message.tsx';

/** A short "it worked" at the edge of the screen. Default: "Đã lưu". */
export const notifyDone = (message?: string): void => {
  notifications.show({ color: 'teal', message: message ?? common[currentLanguage()].saved, autoClose: 4000 });
};

/** A failure that belongs to no form: stays until it is closed. */
export const notifyFailure = (error: unknown): void => {
  notifications.show({ color: 'red', message: sentenceOf(error), autoClose: false });
};
