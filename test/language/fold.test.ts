import { describe, expect, it } from 'vitest';
import { vietnamese } from '../../src/language/index.ts';

describe('folding', () => {
  it.each([
    ['Tài liệu', 'tai lieu'],
    ['ĐẠI HỘI', 'dai hoi'],
    ['Điều lệ', 'dieu le'],
    ['Ta\u0300i lie\u0323\u0302u', 'tai lieu'],
    ['  nhiều   dấu\tcách\n', 'nhieu dau cach'],
    ['vângggg ạaaa', 'vang a'],
    ['okkkk', 'ok'],
    ['kkkk', 'kkkk'],
    ['TT', 'tt'],
    ['BB', 'bb'],
    ['cứu', 'cuu'],
    ['hưu trí', 'huu tri'],
    ['khu vực III', 'khu vuc iii'],
    ['KVIII', 'kviii'],
    ['2000', '2000'],
    ['được không???', 'duoc khong?'],
    ['Alo.....', 'alo.'],
    ['1️⃣', '1'],
    ['①', '1'],
    ['ｔài', 'tai'],
    ['a\u200bb\u0000c', 'ab c'],
    ['\ud800lẻ', 'le'],
    ['👍', '👍'],
    ['한국', '한국'],
    ['', ''],
  ])('"%s" is "%s"', (text, expected) => {
    expect(vietnamese.fold(text)).toBe(expected);
  });

  it.each([
    ['dung', 'đúng', true],
    ['dung', 'dừng', true],
    ['đung', 'đúng', true],
    ['đung', 'dừng', false],
    ['đúng', 'dừng', false],
    ['cô', 'có', false],
    ['hoà', 'hòa', true],
    ['dông', 'đồng', true],
    ['khồng', 'không', false],
    ['hop', 'hoc', false],
  ])('"%s" can mean "%s": %s', (typed, word, expected) => {
    expect(vietnamese.couldMean(typed, word)).toBe(expected);
  });
});
