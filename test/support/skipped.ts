import { appendFileSync } from 'node:fs';

/** Notes for the closing lines of `npm test`: why a suite was skipped, or how many cases of a shared suite ran. */
export const closingNote = (line: string): void => {
  const file = process.env.CHIHOI_SKIPPED;
  if (file) appendFileSync(file, `${line}\n`);
};
