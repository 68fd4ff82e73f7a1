import classes from './simulator.module.css';

const COLOURS = ['#b0305c', '#7048a8', '#1f6f8b', '#2f7d4f', '#a85b00', '#4059ad', '#8a3b12'];

/**
 * The first letter of the given name, which comes last in Vietnamese, on a colour of the person's own. What stands in
 * brackets is no part of a name.
 */
export const Avatar = ({ name, small = false }: { name: string; small?: boolean }) => {
  const given =
    name
      .replace(/\([^)]*\)/g, '')
      .trim()
      .split(/\s+/)
      .at(-1) || '?';
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (
    <span
      className={classes.avatar}
      data-small={small || undefined}
      style={{ background: COLOURS[sum % COLOURS.length] }}
      aria-hidden
    >
      {given.slice(0, 1).toUpperCase()}
    </span>
  );
};
