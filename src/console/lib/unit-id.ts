/** A unit's id from its path: the last part of `/tinh-2025-19/xa-2025-01906/`. Pickers speak of paths, the API of ids. */
export const unitIdOf = (path: string): string => path.split('/').at(-2) ?? '';
