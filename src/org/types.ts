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
}
