import { useSyncExternalStore } from 'react';

export type Language = 'vi' | 'en';

/** A sentence, or a function that makes one from what it is about. */
type Entry = string | ((...args: never[]) => string);

/** A flat dictionary in both languages: English has exactly the keys of Vietnamese, and takes the same arguments. */
export interface Text<V extends Record<string, Entry>> {
  readonly vi: V;
  readonly en: { readonly [K in keyof V]: V[K] extends string ? string : V[K] };
}

/** Declares a dictionary: one for each feature, in its `text.ts`. */
export const defineText = <const V extends Record<string, Entry>>(text: Text<V>): Text<V> => text;

/** One text in both languages, for labels that stand in data. */
export interface Label {
  readonly vi: string;
  readonly en: string;
}

const KEY = 'chihoi.language';
const listeners = new Set<() => void>();

const chosen = (): Language | undefined => {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'vi' || value === 'en' ? value : undefined;
  } catch {
    // A browser that keeps nothing for sites still gets a console.
    return undefined;
  }
};

let language: Language = typeof localStorage === 'undefined' ? 'vi' : (chosen() ?? 'vi');

const apply = (next: Language): void => {
  language = next;
  if (typeof document !== 'undefined') document.documentElement.lang = next;
  for (const listener of listeners) listener();
};

/** Switches the console's language and keeps the choice in this browser. */
export const setLanguage = (next: Language): void => {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Not kept, but switched.
  }
  apply(next);
};

/** The house's language, for a browser in which nobody has chosen. */
export const suggestLanguage = (next: Language): void => {
  if (chosen() === undefined && next !== language) apply(next);
};

export const currentLanguage = (): Language => language;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** The console's language; the component is drawn again when it changes. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage);

/** A feature's dictionary in the present language: `const t = useText(text)`, then `t.title`, `t.count(3)`. */
export const useText = <V extends Record<string, Entry>>(text: Text<V>): Text<V>['vi'] | Text<V>['en'] =>
  text[useLanguage()];
