import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { SETTINGS } from '../config.ts';

/** Where the office's data are, from the settings. */
export interface Place {
  readonly dataDir: string;
  readonly mongodbUrl?: string;
  /** Of the key that secrets are encrypted with; absent when there is none yet. Tells keys apart and nothing about them. */
  readonly keyFingerprint?: string;
}

export const fingerprintOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 16);

const keyOf = (env: Readonly<Record<string, string | undefined>>, dataDir: string): string | undefined => {
  if (env.APP_KEY) return env.APP_KEY.trim();
  try {
    return readFileSync(join(dataDir, 'app.key'), 'utf8').trim();
  } catch {
    return undefined;
  }
};

/** Reads what the data commands need. Unlike `readConfig` it makes nothing: no folder, no key. */
export const placeOf = (env: Readonly<Record<string, string | undefined>>): Result<Place> => {
  const problems: string[] = [];
  const read = (name: 'DATA_DIR' | 'MONGODB_URL' | 'APP_KEY'): string | undefined => {
    const raw = env[name]?.trim();
    const parsed = SETTINGS[name].rule.safeParse(raw === '' ? undefined : raw);
    if (!parsed.success) problems.push(`${name} ${parsed.error.issues[0]?.message}. ${SETTINGS[name].about}`);
    return parsed.data;
  };
  const dataDir = resolve(read('DATA_DIR') ?? '');
  const mongodbUrl = read('MONGODB_URL');
  read('APP_KEY');
  if (problems.length > 0)
    return fail('config.invalid', `Cấu hình chưa đúng:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  const key = keyOf(env, dataDir);
  return ok({
    dataDir,
    ...(mongodbUrl !== undefined && { mongodbUrl }),
    ...(key !== undefined && { keyFingerprint: fingerprintOf(Buffer.from(key, 'hex')) }),
  });
};
