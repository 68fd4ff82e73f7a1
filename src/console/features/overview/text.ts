import { defineText } from '../../lib/i18n.ts';

export const text = defineText({
  vi: {
    title: (name: string) => `Chào ${name}`,
    about: 'Những việc đang diễn ra trong phạm vi của chị.',
  },
  en: {
    title: (name: string) => `Hello ${name}`,
    about: 'What is going on in your units.',
  },
});
