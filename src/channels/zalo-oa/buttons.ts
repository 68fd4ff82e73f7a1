/**
 * What a button sends back. A press comes as an ordinary text that is the button's payload, so the payload carries the
 * option's value for the flow and its label as the person's words, for a flow that has ended since. It begins with `#`
 * as all payloads by custom do, which also passes the console's filter on texts.
 */
const OURS = /^#chon:([^:]*):(.*)$/s;
const MENU = /^#(\S.*)$/s;

export const payloadOf = (option: { readonly label: string; readonly value: string }): string =>
  `#chon:${encodeURIComponent(option.value)}:${option.label}`;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The words and, for a pressed button or a menu item of the OA (`#tuvan`), the choice. */
export const pressedOf = (text: string): { readonly text: string; readonly choice?: string } => {
  const ours = OURS.exec(text);
  if (ours) return { text: ours[2] ?? '', choice: decoded(ours[1] ?? '') };
  const menu = MENU.exec(text)?.[1];
  return menu === undefined ? { text } : { text: menu, choice: menu };
};
