import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a Node program in a child process with these settings, `input` on its standard input, and gives what it said. */
export const runNode = async (
  path: string,
  args: readonly string[],
  settings: Readonly<Record<string, string | undefined>>,
  input = '',
): Promise<Ran> => {
  const env = { ...process.env, MONGODB_URL: undefined, INIT_CWD: undefined, FORCE_COLOR: undefined, ...settings };
  const child = spawn(process.execPath, [path, ...args], { env, stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part) => {
    out += String(part);
  });
  child.stderr.on('data', (part) => {
    err += String(part);
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
};
