import { createInterface } from 'node:readline';
import { createInterface as createPrompt } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Where a command is called and what it reads and writes. */
export interface Terminal {
  /** Folder in which the person called the command; paths that she types are meant from here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What was asked for, on standard output: another program may read it. */
  readonly print: (text: string) => void;
  /** Everything else, on standard error. */
  readonly tell: (text: string) => void;
  /** The lines of standard input, with a sign where a person types. */
  lines(): AsyncIterable<string>;
  /**
   * A new secret, not shown while it is typed and asked for twice; undefined when the two differ. Without a person at the
   * keyboard: the first line of standard input.
   */
  newSecret(question: string, again: string): Promise<string | undefined>;
}

/** The first line of what is piped in; empty when there is none. */
const firstLine = async (): Promise<string> => {
  const reader = createInterface({ input: process.stdin });
  try {
    for await (const line of reader) return line;
    return '';
  } finally {
    reader.close();
  }
};

const typedInSecret = async (question: string): Promise<string> => {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createPrompt({ input: process.stdin, output: silent, terminal: true });
  try {
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
};

/** The terminal of this process. */
export const processTerminal = (cwd: string): Terminal => {
  const { stdin, stdout, stderr, env } = process;
  return {
    cwd,
    env,
    print: (text) => stdout.write(`${text}\n`),
    tell: (text) => stderr.write(`${text}\n`),
    async *lines() {
      const reader = createInterface({ input: stdin, output: stderr, terminal: stdin.isTTY === true, prompt: '› ' });
      try {
        if (stdin.isTTY) reader.prompt();
        for await (const line of reader) {
          yield line;
          if (stdin.isTTY) reader.prompt();
        }
      } finally {
        reader.close();
      }
    },
    async newSecret(question, again) {
      if (!stdin.isTTY) return firstLine();
      const typed = await typedInSecret(question);
      return typed === (await typedInSecret(again)) ? typed : undefined;
    },
  };
};
