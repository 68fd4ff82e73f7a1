import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { ADDRESSES, POSTS, type Post } from '../org/types.ts';

/** The file of invented officers, in the folder content/mau. */
export const SAMPLE_FILE = 'can-bo.yaml';

const id = z.string().regex(/^[a-z0-9-]+$/);
/** In a unit of the state, or in one of the sample's own chapters. */
const place = { unit: id.optional(), chapter: id.optional() };
const placed = (value: { unit?: string | undefined; chapter?: string | undefined }) =>
  (value.unit === undefined) !== (value.chapter === undefined);
const ONE_PLACE = 'cần đúng một trong hai: unit hoặc chapter';
const posts = Object.keys(POSTS) as [Post, ...Post[]];

const SampleFile = z.strictObject({
  version: z.number().int().positive(),
  from: z.iso.date(),
  people: z.array(
    z.strictObject({
      id,
      name: z.string().min(2),
      address: z.enum(ADDRESSES),
      posts: z.array(z.strictObject({ post: z.enum(posts), ...place }).refine(placed, ONE_PLACE)).min(1),
    }),
  ),
  chapters: z.array(z.strictObject({ id, parent: id, name: z.string().min(2) })),
  groups: z.array(
    z.strictObject({ id, name: z.string().min(2), ...place, members: z.array(id).min(1) }).refine(placed, ONE_PLACE),
  ),
  meetings: z.array(
    z.strictObject({
      id,
      title: z.string().min(2),
      unit: id,
      group: id,
      inDays: z.number().int().min(1).max(365),
      hour: z.string().regex(/^\d\d:\d\d$/),
      place: z.string(),
    }),
  ),
});
export type SampleFile = z.output<typeof SampleFile>;

/** Reads and checks the sample; every name it refers to stands in it. */
export const readSample = async (folder: string): Promise<Result<SampleFile>> => {
  const broken = (what: string) =>
    fail('sample.bad_file', `Tệp dữ liệu mẫu ${SAMPLE_FILE} bị lỗi: ${what}. Chị lấy lại tệp gốc của bản cài đặt.`);
  let raw: unknown;
  try {
    raw = parse(await readFile(join(folder, SAMPLE_FILE), 'utf8'));
  } catch (error) {
    return broken(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'không đọc được');
  }
  const parsed = SampleFile.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return broken(`mục “${issue?.path.join('.')}” ${issue?.message}`);
  }
  const { people, chapters, groups, meetings } = parsed.data;
  const known = new Set([...people, ...chapters, ...groups].map((one) => one.id));
  const named = [
    ...people.flatMap((person) => person.posts.flatMap((post) => post.chapter ?? [])),
    ...groups.flatMap((group) => [...group.members, ...(group.chapter === undefined ? [] : [group.chapter])]),
    ...meetings.map((meeting) => meeting.group),
  ];
  const lost = named.find((name) => !known.has(name));
  return lost === undefined ? ok(parsed.data) : broken(`“${lost}” không có trong tệp`);
};
