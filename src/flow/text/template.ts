import { Liquid, type Template as Part } from 'liquidjs';
import {
  MAX_RENDERED_CHARACTERS,
  MAX_TEMPLATE_CHARACTERS,
  MAX_TEMPLATE_MEMORY,
  MAX_TEMPLATE_MILLISECONDS,
} from '../limits.ts';
import { REMOVED_TAGS, registerFilters, ZONE_KEY } from './filters.ts';
import type { Compiled, Path, Scope } from './scope.ts';

/** A compiled text. `render` throws when the text passes a limit while it is rendered. */
export interface Template {
  readonly source: string;
  readonly reads: readonly Path[];
  /** The text itself when there is no Liquid in it. */
  readonly fixed: string | undefined;
  render(scope: Scope, zone: string): string;
}

const createLiquid = (): Liquid => {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    // There are no files: the in-memory table is empty, and the tags that would read it are removed.
    templates: {},
    dynamicPartials: false,
    parseLimit: MAX_TEMPLATE_CHARACTERS,
    memoryLimit: MAX_TEMPLATE_MEMORY,
    // The one place where the engine looks at real time: a text that loops for ever must not stop the program.
    renderLimit: MAX_TEMPLATE_MILLISECONDS,
  });
  registerFilters(liquid);
  for (const tag of REMOVED_TAGS) delete liquid.tags[tag];
  return liquid;
};
const liquid = createLiquid();

const cut = (text: string): string =>
  text.length <= MAX_RENDERED_CHARACTERS ? text : `${text.slice(0, MAX_RENDERED_CHARACTERS - 1)}…`;

const readsOf = (parts: Part[]): Path[] => {
  const { globals } = liquid.analyzeSync(parts, { partials: false });
  return Object.values(globals).flatMap((uses) =>
    uses.map(({ segments }) => {
      const known: (string | number)[] = [];
      // `ds[i].x`: what `i` picks is not known, so the path ends there; `i` itself is listed on its own.
      for (const segment of segments) {
        if (typeof segment === 'object') break;
        known.push(segment);
      }
      return known;
    }),
  );
};

/** Compiles once. Spaces around the text are dropped, as YAML blocks end with a line break. */
export const compileTemplate = (source: string): Compiled<Template> => {
  if (!source.includes('{{') && !source.includes('{%')) {
    const fixed = cut(source.normalize('NFC').trim());
    return { ok: true, value: { source, reads: [], fixed, render: () => fixed } };
  }
  try {
    const parts = liquid.parse(source.normalize('NFC'));
    const render = (scope: Scope, zone: string): string =>
      cut(String(liquid.renderSync(parts, scope, { globals: { [ZONE_KEY]: zone } })).trim());
    return { ok: true, value: { source, reads: readsOf(parts), fixed: undefined, render } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, error: message.split('\n')[0] ?? message };
  }
};
