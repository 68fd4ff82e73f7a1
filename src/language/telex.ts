import { clean } from './fold.ts';

/** Telex keystrokes that stayed in the text because the keyboard program was off: "taif lieeuj" → "tài liệu". */

const ONSETS = 'b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x';
const RHYMES = `a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông
uôt uơ up ut uy uya uyên uyêt uych uynh uyt uyn uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu ưm ưn
y yêm yên yêng yêt yêu`;

const onsets = new Set(['', ...ONSETS.split(' ')]);
const rhymes = new Set(RHYMES.split(/\s+/));
/** A syllable that ends in a stop carries only the rising or the heavy tone. */
const STOPPED = /(?:c|ch|p|t)$/;

const splitSyllable = (syllable: string): { onset: string; rhyme: string } | undefined => {
  for (let length = Math.min(3, syllable.length - 1); length >= 0; length -= 1) {
    const onset = syllable.slice(0, length);
    const rhyme = syllable.slice(length);
    if (onsets.has(onset) && rhymes.has(rhyme)) return { onset, rhyme };
  }
  return undefined;
};

const TONES: Readonly<Record<string, string>> = { s: '\u0301', f: '\u0300', r: '\u0309', x: '\u0303', j: '\u0323' };

/** Words of other languages and shortenings that look like Telex but are not. */
const NOT_TELEX = new Set(
  `as is us his has her or yes bus gas box fax max fix mix six car for far bar her per sir ex see too add all app
  add web view new how now who was ads pos pr ms mr cs vs loa tax pass bass less boss class press sos gps kpi
  xoong oo ee aa hoo boot book look room zoom food good cool school soon moon seen been meet week keep deep green
  tour hour our your over user lower power tower show low law raw saw draw few two www`.split(/\s+/),
);

const placeTone = (onset: string, rhyme: string, tone: string): string => {
  const vowels = /^[aăâeêioôơuưy]+/.exec(rhyme)?.[0] ?? '';
  const coda = rhyme.slice(vowels.length);
  let at = 0;
  const special = Math.max(...[...'ăâêôơư'].map((letter) => vowels.lastIndexOf(letter)));
  if (special >= 0) at = vowels.includes('ươ') ? vowels.indexOf('ơ') : special;
  else if (coda !== '') at = vowels.length - 1;
  else if (vowels.length === 3) at = 1;
  return onset + rhyme.slice(0, at + 1) + tone + rhyme.slice(at + 1);
};

/** What a `w` behind the whole rhyme makes of the vowel: "gioiws" is "giới". */
const HORNED: Readonly<Record<string, string>> = { o: 'ơ', u: 'ư', a: 'ă' };

const letterMarks = (word: string): string =>
  word
    .replace(/dd/g, 'đ')
    .replace(/aa/g, 'â')
    .replace(/ee/g, 'ê')
    .replace(/oo/g, 'ô')
    .replace(/u(?:w)?ow/g, 'ươ')
    .replace(/aw/g, 'ă')
    .replace(/ow/g, 'ơ')
    .replace(/uw/g, 'ư')
    .replace(/uo([a-z]{1,2})w/, 'ươ$1')
    .replace(/([oua])([a-z]{1,2})w/, (_, vowel: string, rest: string) => (HORNED[vowel] ?? '') + rest)
    .replace(/w/g, 'ư');

/** The longest Telex spelling of one syllable: "nghieengj" has nine letters, "nguwowngf" too. */
const MAX_SYLLABLE = 10;

/** The syllable that the keystrokes would have made, or undefined when the word is not Telex left in. */
export const telexWord = (word: string): string | undefined => {
  const lower = word.toLowerCase();
  if (lower.length < 2 || lower.length > MAX_SYLLABLE || !/^[a-z]+$/.test(lower) || NOT_TELEX.has(lower))
    return undefined;
  if (!/[sfrxjw]|dd|aa|ee|oo/.test(lower.slice(1)) && !lower.startsWith('dd')) return undefined;
  const first = lower.search(/[aeiouwy]/);
  if (first < 0) return undefined;
  const tail = lower.slice(first);
  const toneAt = tail.search(/[sfrxj]/);
  if (toneAt !== tail.search(/[sfrxj](?!.*[sfrxj])/)) return undefined;
  const tone = toneAt < 0 ? '' : (TONES[tail[toneAt] ?? ''] ?? '');
  const rest = toneAt < 0 ? lower : lower.slice(0, first + toneAt) + lower.slice(first + toneAt + 1);
  const marked = letterMarks(rest);
  if (toneAt < 0 && marked === lower) return undefined;
  const parts = splitSyllable(marked);
  if (!parts) return undefined;
  if (tone !== '' && STOPPED.test(parts.rhyme) && tone !== TONES.s && tone !== TONES.j) return undefined;
  const made = (tone === '' ? marked : placeTone(parts.onset, parts.rhyme, tone)).normalize('NFC');
  return word[0] === word[0]?.toLowerCase() ? made : made.charAt(0).toUpperCase() + made.slice(1);
};

/**
 * Repairs every word that can only be Telex left in; all other words stay as typed. A word with marks is never touched,
 * and neither is one that another language owns ("bus", "zoom").
 */
export const repairTelex = (text: string): string =>
  clean(text).replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => telexWord(word) ?? word);
