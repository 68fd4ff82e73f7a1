import type { Terminal } from './terminal.ts';

/** Tells why a command did nothing; gives its exit code. */
export const give = (terminal: Terminal, message: string): number => {
  terminal.tell(message);
  return 1;
};
