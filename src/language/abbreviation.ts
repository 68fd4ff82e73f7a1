import { clean, fold } from './fold.ts';

/**
 * Abbreviations that officers type (reference: the Union's chat usage). The first meaning is the usual one; a word
 * with several meanings is not expanded unless its neighbours decide.
 */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  lhpn: ['Liên hiệp Phụ nữ'],
  hpn: ['Hội Phụ nữ'],
  hlhpn: ['Hội Liên hiệp Phụ nữ'],
  tw: ['Trung ương'],
  bch: ['Ban Chấp hành'],
  btv: ['Ban Thường vụ'],
  btvh: ['Ban Thường vụ Hội'],
  đct: ['Đoàn Chủ tịch'],
  uv: ['Ủy viên'],
  uvbch: ['Ủy viên Ban Chấp hành'],
  uvbtv: ['Ủy viên Ban Thường vụ'],
  ct: ['Chủ tịch', 'chương trình'],
  pct: ['Phó Chủ tịch'],
  cht: ['chi hội trưởng'],
  chp: ['chi hội phó'],
  ch: ['chi hội', 'câu hỏi'],
  tt: ['tổ trưởng', 'thị trấn', 'trung tâm', 'thông tin'],
  hv: ['hội viên'],
  hvpn: ['hội viên phụ nữ'],
  cb: ['cán bộ'],
  cbh: ['cán bộ Hội'],
  xdcs: ['xây dựng cơ sở'],
  xdđ: ['xây dựng Đảng'],
  xdcq: ['xây dựng chính quyền'],
  đh: ['Đại hội'],
  nq: ['Nghị quyết'],
  kh: ['Kế hoạch', 'khoa học'],
  bc: ['Báo cáo'],
  cv: ['Công văn', 'chuyên viên'],
  qđ: ['Quyết định'],
  hd: ['Hướng dẫn', 'hoạt động'],
  tb: ['Thông báo'],
  gm: ['Giấy mời'],
  bb: ['biên bản'],
  mttq: ['Mặt trận Tổ quốc'],
  ubmttq: ['Ủy ban Mặt trận Tổ quốc'],
  ubnd: ['Ủy ban nhân dân'],
  hđnd: ['Hội đồng nhân dân'],
  đu: ['Đảng ủy'],
  dtts: ['dân tộc thiểu số'],
  mn: ['mọi người', 'miền núi'],
  đbkk: ['đặc biệt khó khăn'],
  kviii: ['khu vực III'],
  ntm: ['nông thôn mới'],
  bđg: ['bình đẳng giới'],
  pcblgđ: ['phòng, chống bạo lực gia đình'],
  blgđ: ['bạo lực gia đình'],
  hngđ: ['hôn nhân gia đình'],
  mbn: ['mua bán người'],
  bhxh: ['bảo hiểm xã hội'],
  bhxhtn: ['bảo hiểm xã hội tự nguyện'],
  bhyt: ['bảo hiểm y tế'],
  nhcsxh: ['Ngân hàng Chính sách xã hội'],
  tkvv: ['tiết kiệm và vay vốn'],
  da8: ['Dự án 8'],
  ttcđ: ['Tổ truyền thông cộng đồng'],
  đctc: ['Địa chỉ tin cậy'],
  tlcstđ: ['Thủ lĩnh của sự thay đổi'],
  gspb: ['giám sát, phản biện'],
  cđs: ['chuyển đổi số'],
  cntt: ['công nghệ thông tin'],
  nvh: ['nhà văn hóa'],
  tdp: ['tổ dân phố'],
  '5k3s': ['5 không 3 sạch'],
  ds: ['danh sách', 'dân số'],
  tl: ['tài liệu'],
  sđt: ['số điện thoại'],
  ae: ['anh em'],
  ce: ['chị em'],
  ko: ['không'],
  hk: ['không'],
  kg: ['không'],
  k: ['không'],
  đc: ['được', 'đồng chí', 'địa chỉ'],
  dc: ['được'],
  đk: ['đăng ký', 'được', 'điều kiện'],
  ng: ['người'],
  r: ['rồi'],
  bn: ['bao nhiêu'],
  bh: ['bao giờ', 'bây giờ'],
  bg: ['bây giờ', 'bao giờ'],
  ntn: ['như thế nào'],
  j: ['gì'],
  z: ['vậy'],
  vs: ['với'],
  e: ['em'],
  cj: ['chị'],
  chj: ['chị'],
};

/** "ĐA938" and "QĐ217" carry a number behind the letters. */
const NUMBERED: Readonly<Record<string, string>> = { đa: 'Đề án', da: 'Đề án', qđ: 'Quyết định', nq: 'Nghị quyết' };

const byFold = new Map<string, readonly string[]>();
for (const [short, meanings] of Object.entries(TABLE)) {
  const key = fold(short);
  byFold.set(key, [...new Set([...(byFold.get(key) ?? []), ...meanings])]);
}

/** No abbreviation of the table is longer. */
const MAX_SHORT = 12;

/** Every meaning of a short word, the usual one first; empty when it is not an abbreviation. */
export const meaningsOf = (word: string): readonly string[] => {
  if (word.length > MAX_SHORT) return [];
  const exact = TABLE[word.toLowerCase().normalize('NFC')];
  return exact ?? byFold.get(fold(word)) ?? [];
};

/**
 * Writes the full form of every abbreviation that has one meaning: "tl BĐG ko" → "tài liệu bình đẳng giới không". A word
 * with several meanings ("đk", "TT", "CT") stays as it is; ask `meaningsOf` and decide by context.
 */
export const expandAbbreviations = (text: string): string =>
  clean(text)
    .replace(/\btk\s*&\s*vv\b/giu, 'tiết kiệm và vay vốn')
    .replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => {
      const numbered = /^([a-zđ]{2})(\d{1,4})$/iu.exec(word);
      const prefix = numbered && NUMBERED[(numbered[1] ?? '').toLowerCase()];
      if (prefix && fold(word) !== 'da8') return `${prefix} ${numbered[2]}`;
      const meanings = meaningsOf(word);
      return meanings.length === 1 ? (meanings[0] ?? word) : word;
    });
