/** What texts and conditions can read: the flow's variables and what is always there. Has no prototype. */
export type Scope = Readonly<Record<string, unknown>>;

/** Names that are always there; a flow cannot set them. `docs/flows.md` lists them for authors. */
export const BUILT_IN = ['ten', 'xung_ho', 'Xung_ho', 'nguoi', 'bay_gio', 'trong_nhom', 'loi'] as const;

/** A variable that a text or condition reads: `ket_qua.items[0].title` is `['ket_qua', 'items', 0, 'title']`. */
export type Path = readonly (string | number)[];

/** Compiling either works, or gives the library's own words about what is wrong. */
export type Compiled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };
