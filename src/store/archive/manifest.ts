import { z } from 'zod';

/** Name of the description, the first file in an archive. */
export const MANIFEST = 'manifest.json';

/** Format of the archive; an archive with a higher number is refused. */
export const FORMAT = 1;

/** The largest description that is read. */
export const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.number().int().min(0);

/** A name that stays below the folder it is put into, on every system. */
const path = z
  .string()
  .max(250)
  .regex(/^[^\\:\0]+$/)
  .refine((value) => value.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));

const collectionName = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^$/\\:\0]+$/)
  .refine((value) => !value.startsWith('system.') && value !== '.' && value !== '..');

/** What is in an archive, told by its first file. */
export const Manifest = z.object({
  format: z.literal('chihoi-backup'),
  version: z.number().int().min(1),
  madeAt: z.iso.datetime(),
  /** Where the documents came from; either can be restored into either. */
  store: z.enum(['embedded', 'mongodb']),
  /** All collections as they were at one moment. Otherwise they were read one after another while others wrote. */
  oneMoment: z.boolean(),
  /** `collections/<name>.bson`: documents one after another, as `mongodump` writes them. */
  collections: z.array(z.object({ name: collectionName, count: size, size, sha256 })),
  /** `files/<path>`: from the data folder. */
  files: z.array(z.object({ path, size, sha256 })),
  /** The key that secrets in the documents are encrypted with: a fingerprint, and whether `app.key` is in the archive. */
  key: z.object({
    included: z.boolean(),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .optional(),
  }),
});
export type Manifest = z.infer<typeof Manifest>;

export const collectionEntry = (name: string): string => `collections/${name}.bson`;
export const fileEntry = (name: string): string => `files/${name}`;
