import { z } from 'zod';
import { isDay } from './days.ts';
import { tidy } from './text.ts';

/** Posts an officer can hold (reference: the Union's posts). Codes are stored; labels are shown. */
export const POSTS = {
  chu_tich_co_so: { label: 'Chủ tịch Hội LHPN xã, phường', short: 'Chủ tịch' },
  pho_chu_tich_co_so: { label: 'Phó Chủ tịch Hội LHPN xã, phường', short: 'Phó Chủ tịch' },
  uv_btv: { label: 'Ủy viên Ban Thường vụ', short: 'UV BTV' },
  uv_bch: { label: 'Ủy viên Ban Chấp hành', short: 'UV BCH' },
  chi_hoi_truong: { label: 'Chi hội trưởng', short: 'Chi hội trưởng' },
  chi_hoi_pho: { label: 'Chi hội phó', short: 'Chi hội phó' },
  to_truong: { label: 'Tổ trưởng tổ phụ nữ', short: 'Tổ trưởng' },
  to_truong_tkvv: { label: 'Tổ trưởng Tổ tiết kiệm và vay vốn', short: 'Tổ trưởng TK&VV' },
  can_bo_tinh: { label: 'Cán bộ Hội LHPN tỉnh', short: 'Cán bộ tỉnh' },
  hoi_vien: { label: 'Hội viên', short: 'Hội viên' },
} as const;
export type Post = keyof typeof POSTS;

/** How the assistant addresses a person. `chưa rõ` is written "anh/chị". */
export const ADDRESSES = ['chị', 'anh', 'cô', 'bác', 'đồng chí', 'chưa rõ'] as const;
export type Address = (typeof ADDRESSES)[number];

export interface Unit {
  readonly id: string;
  /** The state's code; reused over time, so unique only with `validFrom`. */
  readonly code: string;
  readonly name: string;
  /** Levels are data: `tinh`, `huyen`, `xa`, `phuong`, `thi_tran`, `chi_hoi`. */
  readonly level: string;
  readonly parent?: string;
  /** Ids from the root, `/<id>/<id>/`: an administrator's scope is one prefix condition. */
  readonly path: string;
  /** `2025-07-01`. */
  readonly validFrom: string;
  readonly validTo?: string;
  /** Ids of the units that this one came from. */
  readonly successorOf: readonly string[];
}

export interface Holder {
  readonly person: { readonly id: string; readonly name: string; readonly address: Address };
  readonly post: Post;
  readonly unit: { readonly id: string; readonly name: string; readonly path: string };
  /** Our contact ids, most recently active first; empty when she is on no channel yet. */
  readonly contacts: readonly string[];
}

/** A registered chat group: a thread that belongs to a unit. */
export interface Group {
  readonly id: string;
  /** Our thread id. */
  readonly thread: string;
  readonly name: string;
  readonly unit: { readonly id: string; readonly name: string; readonly path: string };
  readonly active: boolean;
  /** The thread of the same group on another account, used while the first account cannot send. */
  readonly spare?: string;
  /** False: new members are not welcomed. */
  readonly welcome?: boolean;
}

/** Something of a stream with its place: the stream can be taken up again behind it. */
export interface Placed<T> {
  readonly item: T;
  readonly place: string;
}

/** Audiences of any size, in a fixed order. `after`: a place that the same stream gave earlier, also by another process. */
export interface AudienceReads {
  /** Like `OrgService.holders`; the posts of one person follow each other. */
  holdersFrom(filter: HolderFilter, after?: string): AsyncIterable<Placed<Holder>>;
  /** Like `OrgService.groups`. */
  groupsFrom(unitPaths: readonly string[], after?: string): AsyncIterable<Placed<Group>>;
}

/** Which officers: posts held on a day in units under any of the paths. */
export interface HolderFilter {
  readonly unitPaths: readonly string[];
  /** Absent: any post. */
  readonly posts?: readonly Post[];
  /** Default: today. */
  readonly on?: Date;
}

/** What other rooms may ask of the org room. */
export interface OrgService {
  unit(id: string): Promise<Unit | undefined>;
  /** Units valid on `on` (default today) whose path starts with `path`, parents before children. */
  unitsUnder(path: string, options?: { readonly level?: string; readonly on?: Date }): Promise<Unit[]>;
  /** Streams, never all in memory. A person with two posts comes twice. */
  holders(filter: HolderFilter): AsyncIterable<Holder>;
  /** Distinct persons, and posts held. */
  countHolders(filter: HolderFilter): Promise<{ readonly persons: number; readonly posts: number }>;
  /** Active registered groups under the paths, streamed. */
  groups(unitPaths: readonly string[]): AsyncIterable<Group>;
  countGroups(unitPaths: readonly string[]): Promise<number>;
  groupOfThread(thread: string): Promise<Group | undefined>;
  /** The person behind a contact, with the posts she holds today; undefined while nobody linked them. */
  personOfContact(contact: string): Promise<
    | {
        readonly id: string;
        readonly name: string;
        readonly address: Address;
        readonly posts: readonly {
          readonly post: Post;
          readonly unit: { readonly id: string; readonly name: string; readonly path: string };
        }[];
      }
    | undefined
  >;
  /** Links a contact to a person (by an administrator, or by the person's own confirmed answer). */
  linkContact(contact: string, person: string): Promise<void>;
  /** Ids of people that a merge replaced, each with the id of the person she is now. */
  aliases(): Promise<ReadonlyMap<string, string>>;
  /** All ids under which things of this person may be stored: her own first, and those merged into her. */
  personIds(person: string): Promise<readonly string[]>;
  /**
   * Whose stored records are today, in the order given: the person that the contact is linked to; else the person noted
   * then, through merges; undefined when nobody knows. Rooms store the id that holds when a thing happens and never
   * rewrite it: so linking, merging and taking either back need nothing from them.
   */
  whose(records: readonly { readonly contact?: string; readonly person?: string }[]): Promise<(string | undefined)[]>;
  /** All accounts of the woman behind a contact, this one first; the contact alone while she is not linked. */
  accountsOf(contact: string): Promise<readonly string[]>;
}

/** How someone came into a post (the congress elects; the merger of 2025 appointed). */
export const APPOINTMENTS = {
  bau: 'Bầu',
  bau_bo_sung: 'Bầu bổ sung',
  chi_dinh: 'Chỉ định',
} as const;
export type Appointment = keyof typeof APPOINTMENTS;

export const LEVELS = {
  tinh: 'Tỉnh',
  huyen: 'Huyện, thành phố',
  xa: 'Xã',
  phuong: 'Phường',
  thi_tran: 'Thị trấn',
  chi_hoi: 'Chi hội',
} as const;

/** A unit with its former names and spellings, as the console edits it. */
export interface UnitRecord extends Unit {
  /** Other spellings and everyday names: `Xã Sĩ Bình`. */
  readonly aliases: readonly string[];
  /** Former names; `until` is the last day the name was in use. */
  readonly names: readonly { readonly name: string; readonly until: string }[];
}

export interface UnitNode extends UnitRecord {
  readonly children: readonly UnitNode[];
}

/** What a person's words may mean. `note` says what an old name has become: `Xã Bộc Bố (cũ), nay là Xã Bằng Thành`. */
export interface UnitCandidate {
  readonly unit: Unit;
  /** With the parent where the name alone is not enough: `Chi hội Nà Phai, Xã Ba Bể`. */
  readonly label: string;
  readonly note?: string;
}
export type UnitMatch =
  | { readonly type: 'found'; readonly unit: Unit; readonly label: string; readonly note?: string }
  /** Ask back. One candidate alone means "did you mean …": the marks or a letter differ. */
  | { readonly type: 'ask'; readonly candidates: readonly UnitCandidate[] }
  | { readonly type: 'none' };

export interface HeldPost {
  readonly id: string;
  readonly post: Post;
  readonly unit: { readonly id: string; readonly name: string; readonly path: string };
  /** First and last day, `2025-07-01`; no `to` while she holds it. */
  readonly from: string;
  readonly to?: string;
  readonly how?: Appointment;
  readonly decision?: string;
}

export interface PersonRecord {
  readonly id: string;
  readonly name: string;
  readonly address: Address;
  /** Normalised, or masked for viewers. */
  readonly phone?: string;
  /** Newest first. */
  readonly posts: readonly HeldPost[];
  /** Our contact ids. */
  readonly contacts: readonly string[];
  readonly sample: boolean;
}

export interface PeoplePage {
  readonly items: readonly PersonRecord[];
  readonly total: number;
  /** Pass as `after` for the next page; absent on the last one. */
  readonly next?: string;
}

/** What an edit did, for the audit log. Phones in it are masked. */
export interface Changed<T> {
  readonly before?: T;
  readonly after?: T;
}

const day = z.string().refine(isDay, { message: 'Ngày phải có thật và viết dạng năm-tháng-ngày, ví dụ 2025-07-01.' });
const name = z
  .string()
  .max(200)
  .transform(tidy)
  .pipe(z.string().min(2, { message: 'Tên phải có ít nhất 2 chữ cái.' }));
const id = z.string().min(1).max(200);
const keys = <T extends object>(table: T) => Object.keys(table) as [keyof T & string, ...(keyof T & string)[]];
const post = z.enum(keys(POSTS));

export const NewPost = z.object({
  post,
  unit: id,
  from: day,
  to: day.optional(),
  how: z.enum(keys(APPOINTMENTS)).optional(),
  decision: z.string().max(200).transform(tidy).optional(),
});
export type NewPost = z.output<typeof NewPost>;

/** `null` or absent `to` in an edit: `null` opens the post again, absent leaves it. */
export const PostEdit = NewPost.omit({ unit: true }).partial().extend({ to: day.nullable().optional() });
export type PostEdit = z.output<typeof PostEdit>;

export const NewPerson = z.object({
  name,
  address: z.enum(ADDRESSES).default('chưa rõ'),
  phone: z.string().max(40).optional(),
  posts: z.array(NewPost).min(1).max(20),
});
export type NewPerson = z.output<typeof NewPerson>;

/** `phone: ""` removes the number. */
export const PersonEdit = z.object({
  name: name.optional(),
  address: z.enum(ADDRESSES).optional(),
  phone: z.string().max(40).optional(),
});
export type PersonEdit = z.output<typeof PersonEdit>;

export const PeopleQuery = z.object({
  /** Folded: `lan` finds Lan, Lân and Làn. A whole phone number finds its owner. */
  text: z.string().max(100).optional(),
  post: post.optional(),
  /** A unit's id: its whole subtree. */
  unit: id.optional(),
  /** `current` (default): holds a post today. `former`: held one. `all`: both. */
  state: z.enum(['current', 'former', 'all']).default('current'),
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PeopleQuery = z.output<typeof PeopleQuery>;

export const NewChapter = z.object({ parent: id, name, from: day.optional() });
export const UnitRename = z.object({ name, on: day.optional() });
/** `to`: the last day of the unit. */
export const UnitClose = z.object({ to: day });
export const UnitMerge = z.object({
  from: z.array(id).min(2).max(20),
  name,
  on: day,
  /** `move`: officers go on in the new unit. `end`: posts end, the new ones are entered by hand. */
  posts: z.enum(['move', 'end']).default('move'),
});
export type UnitMerge = z.output<typeof UnitMerge>;

export const GroupEdit = z.object({
  unit: id.optional(),
  name: name.optional(),
  active: z.boolean().optional(),
  /** Thread id on another account; `null` removes it. */
  spare: id.nullable().optional(),
  /** Whether new members are welcomed. */
  welcome: z.boolean().optional(),
});
export type GroupEdit = z.output<typeof GroupEdit>;
export const NewGroup = z.object({ thread: id, unit: id, name });
export type NewGroup = z.output<typeof NewGroup>;
