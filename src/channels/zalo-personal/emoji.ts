/** Zalo's own signs for reactions and the emoji that mean the same; the first of a row is what we send. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['/-heart', '❤️'],
  ['/-strong', '👍'],
  [':>', '😆'],
  [':o', '😮'],
  [':-((', '😢'],
  [':-h', '😡'],
  [':-*', '😘'],
  [":')", '😂'],
  ['/-rose', '🌹'],
  ['/-break', '💔'],
  ['/-weak', '👎'],
  [';xx', '🥰'],
  [';-)', '😉'],
  ['/-ok', '👌'],
  ['/-v', '✌️'],
  ['/-thanks', '🙏'],
  ['_()_', '🙏'],
  [':handclap', '👏'],
  ['/-bd', '🎂'],
  ['/-li', '☀️'],
  ['x-)', '😎'],
  [';-d', '😁'],
  ['--b', '😞'],
];

/** Emoji that Zalo has no sign for, with the nearest that it has. */
const NEAREST: Readonly<Record<string, string>> = { '✅': '/-ok', '🎉': ':handclap', '💪': '/-strong', '♥': '/-heart' };

const bare = (emoji: string): string => emoji.replaceAll('\uFE0F', '');

const TO_ZALO = new Map(PAIRS.toReversed().map(([sign, emoji]) => [bare(emoji), sign]));
const FROM_ZALO = new Map(PAIRS);

/** A sign that we do not know stays as it is. */
export const emojiOf = (sign: string): string => FROM_ZALO.get(sign) ?? sign;

/** A heart where Zalo has nothing like it. */
export const signOf = (emoji: string): string => TO_ZALO.get(bare(emoji)) ?? NEAREST[bare(emoji)] ?? '/-heart';
