import type { Post } from '../org/types.ts';
import type { GroupCount, TargetGroup } from './types.ts';

/**
 * The provincial Union's yearly target, from the article "Bắc Kạn: Tập trung nâng cao năng lực cho cán bộ Hội cơ sở"
 * (07/08/2023): at least 50% of lượt of commune chairs and deputy chairs, 100% of chapter heads. An administrator
 * changes it per year and unit.
 */
export const DEFAULT_TARGET: readonly TargetGroup[] = [
  {
    key: 'lanh_dao_co_so',
    label: 'Chủ tịch, Phó Chủ tịch Hội cơ sở',
    posts: ['chu_tich_co_so', 'pho_chu_tich_co_so'],
    measure: 'attendances',
    percent: 50,
  },
  { key: 'chi_hoi_truong', label: 'Chi hội trưởng', posts: ['chi_hoi_truong'], measure: 'persons', percent: 100 },
];

/** Two records of one woman at one activity (they were merged since) are one lượt, with the posts of both. */
export const oncePerActivity = <T extends CountedAttendance & { readonly activity: string }>(
  attendances: readonly T[],
): T[] => {
  const found = new Map<string, T>();
  for (const one of attendances) {
    const key = `${one.activity}|${one.person}`;
    const other = found.get(key);
    found.set(key, other ? { ...other, posts: [...other.posts, ...one.posts] } : one);
  }
  return [...found.values()];
};

/** One attendance, as counting needs it. */
export interface CountedAttendance {
  readonly person: string;
  /** ISO. */
  readonly at: string;
  readonly posts: readonly { readonly post: Post; readonly unitPath: string }[];
}

/** Posts held and the women who hold them: the denominators of one target group. */
export interface InPost {
  readonly posts: number;
  readonly persons: number;
}

/** Percent with one decimal; undefined of nothing. Short of the whole it never reads 100. */
export const percentOf = (part: number, whole: number): number | undefined => {
  if (whole === 0) return undefined;
  const percent = Math.round((1000 * part) / whole) / 10;
  return part < whole ? Math.min(percent, 99.9) : percent;
};

/** The attendances that count for a target group under a unit: by the posts that she held when she attended. */
export const counted = <T extends CountedAttendance>(
  attendances: readonly T[],
  posts: readonly Post[],
  unitPath: string,
): T[] => attendances.filter((a) => a.posts.some((p) => posts.includes(p.post) && p.unitPath.startsWith(unitPath)));

/** The denominator that the target's measure asks for. */
export const denominatorOf = (measure: TargetGroup['measure'], inPost: InPost): number =>
  measure === 'attendances' ? inPost.posts : inPost.persons;

/** One line of progress: both counts, and the percent by the target's own measure. */
export const countGroup = (
  group: TargetGroup,
  attendances: readonly CountedAttendance[],
  unitPath: string,
  inPost: InPost,
): GroupCount => {
  const mine = counted(attendances, group.posts, unitPath);
  const persons = new Set(mine.map((a) => a.person)).size;
  const done = group.measure === 'attendances' ? mine.length : persons;
  const denominator = denominatorOf(group.measure, inPost);
  const percent = percentOf(done, denominator);
  // Compared as counts, not as a rounded percent: 99.96% is not 100%.
  const wanted = Math.ceil((denominator * group.percent) / 100 - 1e-9);
  return {
    key: group.key,
    label: group.label,
    measure: group.measure,
    targetPercent: group.percent,
    persons,
    attendances: mine.length,
    inPost,
    denominator,
    ...(percent === undefined ? {} : { percent }),
    reached: denominator > 0 && done >= wanted,
    needed: Math.max(0, wanted - done),
  };
};
