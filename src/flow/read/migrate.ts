import { FORMAT } from '../schema/flow.ts';
import type { Finding } from './problem.ts';

/** Brings a file of one format version to the next. Gets and gives plain data; must not change what it gets. */
export type Migration = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** By the version that it starts from. Empty while there is one version; the machinery is tested with one of its own. */
export const MIGRATIONS: Readonly<Record<number, Migration>> = {};

/**
 * A file of any known format in the present one. `format` itself is set here. A file from the future, or of a version that
 * no migration starts from, is a finding.
 */
export const migrate = (
  data: unknown,
  migrations: Readonly<Record<number, Migration>> = MIGRATIONS,
  present: number = FORMAT,
): { data: unknown; finding?: Finding } => {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return { data };
  let current = data as Readonly<Record<string, unknown>>;
  const first = current['format'];
  // Anything but a whole number is left to the schema, which says so with its place.
  if (typeof first !== 'number' || !Number.isInteger(first)) return { data };
  for (let format = first; format !== present; format += 1) {
    const step = migrations[format];
    if (format > present || !step) {
      const remedy =
        format > present ? 'Nâng cấp chương trình, hoặc viết lại theo định dạng hiện nay.' : `Viết format: ${present}.`;
      return {
        data: current,
        finding: {
          place: ['format'],
          rule: 'format',
          message: `Không đọc được định dạng ${first}; chương trình này đọc định dạng ${present}.`,
          remedy,
        },
      };
    }
    current = { ...step(current), format: format + 1 };
  }
  return { data: current };
};
