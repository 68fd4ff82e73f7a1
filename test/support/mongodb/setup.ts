import { relative, resolve } from 'node:path';
import { afterAll, beforeEach, inject } from 'vitest';
import { closingNote } from '../skipped.ts';
import { ABILITIES, type AbilityName, missingFor } from './abilities.ts';

// Runs before each file of the vitest project `mongodb`: leaves out, by name, what the server cannot serve, and says so
// in the closing lines.
const lacks = inject('mongodb')?.lacks ?? [];
const skipped = new Map<AbilityName, string[]>();
let file = '';

beforeEach(({ task, skip }) => {
  file = relative(resolve('test'), task.file.filepath);
  const missing = missingFor(lacks, file, task.name);
  if (missing === undefined) return;
  skipped.set(missing, [...(skipped.get(missing) ?? []), task.name]);
  skip(`this server ${ABILITIES[missing].lack}`);
});

afterAll(() => {
  for (const [missing, names] of skipped)
    closingNote(
      `${names.length} not run on this MongoDB, which ${ABILITIES[missing].lack} (${file}): ${names.join('; ')}`,
    );
});
