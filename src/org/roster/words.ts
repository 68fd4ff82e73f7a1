import { fold } from '../text.ts';
import type { Address, Appointment, Post } from '../types.ts';

/** Posts, forms of address and kinds of appointment as they are written in rosters, folded. */

const POST_WORDS: Readonly<Record<string, Post>> = {
  'chu tich': 'chu_tich_co_so',
  ct: 'chu_tich_co_so',
  'chu tich hoi': 'chu_tich_co_so',
  'chu tich hoi lhpn': 'chu_tich_co_so',
  'chu tich co so': 'chu_tich_co_so',
  'chu tich xa': 'chu_tich_co_so',
  'pho chu tich': 'pho_chu_tich_co_so',
  pct: 'pho_chu_tich_co_so',
  'pho chu tich hoi': 'pho_chu_tich_co_so',
  'pho chu tich hoi lhpn': 'pho_chu_tich_co_so',
  'uy vien ban thuong vu': 'uv_btv',
  'uy vien btv': 'uv_btv',
  'uv btv': 'uv_btv',
  uvbtv: 'uv_btv',
  'uy vien ban chap hanh': 'uv_bch',
  'uy vien bch': 'uv_bch',
  'uv bch': 'uv_bch',
  uvbch: 'uv_bch',
  'chi hoi truong': 'chi_hoi_truong',
  cht: 'chi_hoi_truong',
  'truong chi hoi': 'chi_hoi_truong',
  'chi hoi truong phu nu': 'chi_hoi_truong',
  'chi hoi pho': 'chi_hoi_pho',
  chp: 'chi_hoi_pho',
  'pho chi hoi': 'chi_hoi_pho',
  'pho chi hoi truong': 'chi_hoi_pho',
  'to truong': 'to_truong',
  'to truong to phu nu': 'to_truong',
  'to truong phu nu': 'to_truong',
  'to truong tk vv': 'to_truong_tkvv',
  'to truong to tk vv': 'to_truong_tkvv',
  'to truong tkvv': 'to_truong_tkvv',
  'to truong to tiet kiem va vay von': 'to_truong_tkvv',
  'to truong tiet kiem va vay von': 'to_truong_tkvv',
  'can bo tinh': 'can_bo_tinh',
  'can bo hoi lhpn tinh': 'can_bo_tinh',
  'chuyen vien': 'can_bo_tinh',
  'hoi vien': 'hoi_vien',
  hv: 'hoi_vien',
};

/** `Chủ tịch Hội LHPN xã` → the same words without what only says where. */
const withoutPlace = (folded: string): string =>
  folded.replace(/ (?:hoi )?(?:lien hiep phu nu|lhpn|phu nu)(?: (?:xa|phuong|xa phuong|thon|ban|co so))?$/, '').trim();

export const readPost = (text: string): Post | undefined => {
  const folded = fold(text);
  return POST_WORDS[folded] ?? POST_WORDS[withoutPlace(folded)];
};

/** One cell may hold several posts: `Phó Chủ tịch, UV BTV`. `unknown` holds those that we cannot read. */
export const readPosts = (text: string): { readonly posts: Post[]; readonly unknown: string[] } => {
  const posts: Post[] = [];
  const unknown: string[] = [];
  const whole = readPost(text);
  if (whole !== undefined) return { posts: [whole], unknown };
  for (const part of text.split(/[,;/+\n]|\s(?:kiêm|kiem|và|va)\s/iu)) {
    if (part.trim() === '') continue;
    const post = readPost(part);
    if (post === undefined) unknown.push(part.trim());
    else if (!posts.includes(post)) posts.push(post);
  }
  return { posts, unknown };
};

const ADDRESS_WORDS: Readonly<Record<string, Address>> = {
  chi: 'chị',
  anh: 'anh',
  co: 'cô',
  bac: 'bác',
  'dong chi': 'đồng chí',
  dc: 'đồng chí',
  ba: 'bác',
  'chua ro': 'chưa rõ',
  '': 'chưa rõ',
};
export const readAddress = (text: string): Address | undefined => ADDRESS_WORDS[fold(text)];

const HOW_WORDS: Readonly<Record<string, Appointment>> = {
  bau: 'bau',
  'bau cu': 'bau',
  'bau bo sung': 'bau_bo_sung',
  'chi dinh': 'chi_dinh',
};
export const readHow = (text: string): Appointment | undefined => HOW_WORDS[fold(text)];

/** Posts that are held in a chapter; the others are held in the commune. */
export const IN_CHAPTER: ReadonlySet<Post> = new Set<Post>([
  'chi_hoi_truong',
  'chi_hoi_pho',
  'to_truong',
  'to_truong_tkvv',
  'hoi_vien',
]);

/** Posts that one person holds in a unit at a time: a new holder ends the old one's. */
export const ONE_HOLDER: ReadonlySet<Post> = new Set<Post>(['chu_tich_co_so', 'chi_hoi_truong']);
