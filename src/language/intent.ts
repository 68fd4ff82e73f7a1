import { foldedWords } from './fold.ts';

/** Longer texts are looked at only to here. */
const MAX_CHARACTERS = 3000;

/** Somebody is being hurt or is in danger now, or asks to be saved. Folded words. */
const DANGER =
  /\b(?:(?:bi|dang|vua|toan|cu|hay|lai)\s+(?:chong|bo|cha|anh|nguoi yeu|con|me|ai)?\s*(?:danh|dam|chem|bop co|hanh ha|bao hanh|duoi danh|doa giet|xam hai|hiep|cuong hiep|nhot|lam nhuc|sam so|cuong ep)|(?:chong|bo|cha|chu|bo duong|anh ta|no|ong ay|hang xom)\s+(?:\S+\s+){0,3}(?:danh|dam|chem|bop co|doa giet|bao hanh|xam hai|hiep|nhot)|doa giet|giet nguoi|hiep dam|xam hai tinh duc|tu tu|tu sat|muon chet|cuu (?:em|toi|chi|voi|chau|con)|bi bat coc|bi lua ban|bi ban sang|dang nguy hiem|nguy hiem den tinh mang|bao luc gia dinh dang|dang bao luc|nan nhan bao luc|bi bao luc|vu bao luc|tre bi danh|chau bi danh)\b/;

/** The same words in study material, a question or a plan are not a cry for help. */
const STUDY =
  /\b(?:tai lieu|trac nghiem|luat|nghi dinh|cau hoi|tap huan|tuyen truyen|chuyen de|ke hoach|bai giang|bai hoc|tra cuu|dieu le|sinh hoat chuyen|phong chong bao luc|noi dung)\b/;

/**
 * Whether a text sounds like violence or danger now, so that the urgent way (113, 111, an officer) is offered first.
 * Errs on the side of yes, except where the text speaks of materials or training.
 */
export const soundsUrgent = (text: string): boolean => {
  const folded = foldedWords(text.slice(0, MAX_CHARACTERS));
  const match = DANGER.exec(folded);
  return (
    match !== null && (!STUDY.test(folded) || /\b(?:cuu|dang bi|dang danh|doa giet|dang nguy hiem)\b/.test(folded))
  );
};
