/** The platform's own icons for what flows react with; others become a thumb up. */
const ICONS: Readonly<Record<string, string>> = {
  '👍': '/-strong',
  '❤': '/-heart',
  '😄': ':>',
  '😂': ':>',
  '😢': ':-((',
  '😭': ':-((',
  '😮': ':o',
  '😡': ':-h',
  '': '/-remove',
};

/** Emoji are compared without the sign that asks for a coloured picture. */
export const iconOf = (emoji: string): string => ICONS[emoji.replaceAll('\uFE0F', '')] ?? '/-strong';
