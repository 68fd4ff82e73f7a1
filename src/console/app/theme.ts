import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import type { Language } from '../lib/i18n.ts';

/** Lotus rose to plum, the colours of the Union's áo dài days. White text on shade 7 has a contrast of 8:1. */
const sen: MantineColorsTuple = [
  '#fdf1f6',
  '#f8dde9',
  '#f0bad1',
  '#e792b6',
  '#db6a9b',
  '#cb4783',
  '#b32c6c',
  '#8f1d53',
  '#731643',
  '#581033',
];

/** System fonts only: each of them has all Vietnamese letters, and nothing is fetched. */
const FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';

const words = {
  vi: { close: 'Đóng', reveal: 'Hiện hoặc ẩn mật khẩu' },
  en: { close: 'Close', reveal: 'Show or hide the password' },
};

/** The console's look; the language is for what only screen readers hear. */
export const themeFor = (language: Language) =>
  createTheme({
    respectReducedMotion: true,
    colors: { sen },
    primaryColor: 'sen',
    primaryShade: 7,
    fontFamily: FONTS,
    headings: {
      fontFamily: FONTS,
      fontWeight: '650',
      sizes: { h1: { fontSize: '1.625rem' }, h2: { fontSize: '1.3125rem' }, h3: { fontSize: '1.125rem' } },
    },
    // No text under 16 px: many who work here read with glasses, and phones zoom into smaller inputs.
    fontSizes: { xs: '1rem', sm: '1rem', md: '1rem', lg: '1.125rem', xl: '1.25rem' },
    defaultRadius: 'md',
    cursorType: 'pointer',
    components: {
      Button: { defaultProps: { size: 'md' } },
      TextInput: { defaultProps: { size: 'md' } },
      PasswordInput: {
        defaultProps: { size: 'md', visibilityToggleButtonProps: { 'aria-label': words[language].reveal } },
      },
      Select: { defaultProps: { size: 'md' } },
      Textarea: { defaultProps: { size: 'md' } },
      NumberInput: { defaultProps: { size: 'md' } },
      Avatar: { styles: { placeholder: { fontSize: '1rem' } } },
      Badge: { styles: { root: { textTransform: 'none', fontWeight: 600, fontSize: '1rem', height: '1.75rem' } } },
      Input: { defaultProps: { size: 'md' } },
      // Mantine makes both two pixels smaller than the input.
      InputWrapper: {
        styles: { description: { fontSize: '1rem', lineHeight: 1.4 }, error: { fontSize: '1rem', lineHeight: 1.4 } },
      },
      Checkbox: { styles: { description: { fontSize: '1rem', lineHeight: 1.4 } } },
      Pill: { styles: { root: { fontSize: '1rem' } } },
      Modal: {
        defaultProps: { closeButtonProps: { 'aria-label': words[language].close } },
        styles: { title: { fontWeight: 650, fontSize: '1.125rem' } },
      },
      Table: { defaultProps: { verticalSpacing: 'sm', highlightOnHover: true } },
    },
  });

/** Mantine's grey for secondary text and red for mistakes are too faint for tired eyes: these reach 6:1 on white. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#59616d',
    '--mantine-color-error': '#c02323',
    '--mantine-color-placeholder': '#6b7280',
  },
  dark: {},
});
