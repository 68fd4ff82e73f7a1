/** A message that calls more people than this is no longer read. */
export const MOST_NAMED = 10;

const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} và ${items.at(-1)}`;

/**
 * What the flow gets of those who came: `moi`, whom it may mention; `goi`, the words that call them
 * (`@{zalo:1}, @{zalo:2} và 3 chị nữa`); `so_nguoi`, how many they are. Whoever has no name is counted, not called.
 */
export const namesOf = (people: readonly { readonly id: string; readonly name: string }[]) => {
  const moi = people.filter(({ name }) => name !== '').slice(0, MOST_NAMED);
  const rest = people.length - moi.length;
  const words = moi.map(({ id }) => `@{${id}}`);
  return {
    moi,
    goi: listed(rest > 0 && moi.length > 0 ? [...words, `${rest} chị nữa`] : words),
    so_nguoi: people.length,
  };
};
