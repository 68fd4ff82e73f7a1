import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve('src');
const CAPABILITIES = ['org', 'content', 'learning', 'meetings', 'broadcasts', 'support'] as const;

/** Who may import whom (docs/architecture.md). `types` in front means: only types of that file or room. */
const capability = {
  rooms: ['base', 'language', 'store', 'queue'],
  files: ['web/route.ts', ...CAPABILITIES.flatMap((room) => [`${room}/service.ts`, `${room}/types.ts`])],
  typesOf: ['chat', 'flow'],
  valuesOf: ['flow/action.ts', 'chat/chat.ts', 'chat/message.ts', 'chat/event.ts'],
};
const RULES: Record<string, { rooms?: string[]; files?: string[]; typesOf?: string[]; valuesOf?: string[] }> = {
  base: {},
  language: { rooms: ['base'] },
  flow: { rooms: ['base', 'language'], typesOf: ['chat'], valuesOf: ['chat/message.ts'] },
  chat: { rooms: ['base', 'language', 'flow', 'store', 'queue'] },
  channels: { rooms: ['base', 'chat'], files: ['web/route.ts'] },
  accounts: { rooms: ['base', 'chat', 'store', 'queue'], files: ['web/route.ts', 'channels/kind.ts'] },
  store: { rooms: ['base'] },
  queue: { rooms: ['base', 'store'] },
  web: { rooms: ['base', 'store'], typesOf: ['chat'] },
  console: { typesOf: ['base', 'web', 'chat', 'channels', 'accounts', ...CAPABILITIES] },
  ...Object.fromEntries(CAPABILITIES.map((room) => [room, capability])),
};
/** Composition: these may use everything. */
const FREE = ['main.ts', 'compose.ts', 'house', 'config.ts', 'cli', 'sample'];

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

const sources = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'(\.[^']+)'|import\('(\.[^']+)'\)/gm;

const allTypes = (names: string | undefined): boolean =>
  names !== undefined &&
  /^\{.*\}$/s.test(names.trim()) &&
  names
    .replace(/[{}\s]/g, ' ')
    .split(',')
    .every((name) => /^\s*(type\s|$)/.test(name));

const imports = sources(SRC).flatMap((file): Import[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => ({
    file: relative(SRC, file),
    target: relative(SRC, resolve(dirname(file), match[3] ?? match[4] ?? '')),
    typeOnly: match[1] !== undefined || allTypes(match[2]),
  })),
);

const roomOf = (path: string): string => path.split('/')[0] ?? '';

/** A channel knows its own folder and the files that all channels share; the list of kinds knows every folder. */
const sameChannel = (file: string, target: string): boolean => {
  const [, own, ownFile] = file.split('/');
  const [, other, otherFile] = target.split('/');
  if (file === 'channels/kinds.ts') return true;
  return otherFile === undefined ? other !== 'kinds.ts' : ownFile !== undefined && own === other;
};

const allowed = ({ file, target, typeOnly }: Import): boolean => {
  const from = roomOf(file);
  const to = roomOf(target);
  if (FREE.includes(from)) return true;
  if (target.startsWith('..')) return false;
  if (from === 'channels' && to === 'channels') return sameChannel(file, target);
  if (from === to) return true;
  const rule = RULES[from];
  if (!rule) return false;
  if (rule.rooms?.includes(to) || rule.files?.includes(target) || rule.valuesOf?.includes(target)) return true;
  return typeOnly && (rule.typesOf?.includes(to) ?? false);
};

describe('the house', () => {
  it('knows every room', () => {
    const rooms = readdirSync(SRC).filter((name) => !FREE.includes(name));
    expect(rooms.filter((room) => !(room in RULES))).toEqual([]);
  });

  it('lets each room import only what the plan allows', () => {
    expect(imports.length).toBeGreaterThan(50);
    expect(imports.filter((one) => !allowed(one)).map((one) => `${one.file} → ${one.target}`)).toEqual([]);
  });

  it('needs no package that runs a script of its own when installed', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean; optional?: boolean; os?: string[] }>;
    };
    // An optional one (msgpackr's faster decoder) is done without: `.npmrc` runs no install script on any machine.
    const withScripts = Object.entries(lock.packages).filter(
      ([, entry]) => entry.hasInstallScript && !entry.optional && !(entry.os && !entry.os.includes('linux')),
    );
    expect(withScripts.map(([name]) => name)).toEqual([]);
    expect(readFileSync('.npmrc', 'utf8')).toContain('ignore-scripts=true');
  });
});
