import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

/** The screens that every page is looked at on: an office PC and a cheap phone. */
export const SCREENS = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

/** Why a browser test does not run here. */
export const NO_BROWSER = 'no Chromium: set CHROMIUM_PATH or install it at /usr/bin/chromium';

/** The system's Chromium, or undefined. */
export const chromiumPath = (): string | undefined =>
  [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));

/** Starts the system's Chromium without a screen and without any request of its own; undefined where there is none. */
export const launchBrowser = async (): Promise<Browser | undefined> => {
  const executablePath = chromiumPath();
  if (executablePath === undefined) return undefined;
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
};

export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of scripts, of the security policy and of the console so far; empty at the end of a good test. */
  readonly problems: string[];
}

/** A page in a fresh browser profile, with whatever goes wrong in it. The time zone is far from Việt Nam on purpose. */
export const watchedPage = async (
  browser: Browser,
  screen: keyof typeof SCREENS = 'desk',
  options: { readonly timezoneId?: string } = {},
): Promise<Watched> => {
  const context = await browser.newContext({
    viewport: SCREENS[screen],
    locale: 'vi-VN',
    timezoneId: options.timezoneId ?? 'America/New_York',
    hasTouch: screen === 'phone',
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // A refused sign-in is an answer with status 401 and is logged by the browser as an error.
    if (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text())) {
      problems.push(message.text());
    }
  });
  return { context, page, problems };
};

const CONSOLE = fileURLToPath(new URL('../../src/console', import.meta.url));
const LOCK = fileURLToPath(new URL('../../package-lock.json', import.meta.url));

/** Names the console's sources: the same words mean the same build. */
const fingerprint = async (): Promise<string> => {
  const hash = createHash('sha256').update(await readFile(LOCK));
  const names = await readdir(CONSOLE, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  for (const file of files.sort()) hash.update(file).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
};

/**
 * The built console, for tests: built once for the sources as they are, in the system's folder for temporary files, and
 * shared by every suite. Two that begin at the same time both build, and one of the two results stays.
 */
export const buildConsole = async (): Promise<{ dir: string; remove(): Promise<void> }> => {
  const dir = join(tmpdir(), `chihoi-console-${await fingerprint()}`);
  const built = { dir, remove: async () => undefined };
  if (existsSync(join(dir, 'index.html'))) return built;
  const fresh = await mkdtemp(join(tmpdir(), 'chihoi-building-'));
  // Vitest's own NODE_ENV would build React's development version, twice the size.
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({
      configFile: join(CONSOLE, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: fresh, emptyOutDir: true },
    });
  } finally {
    process.env.NODE_ENV = before;
  }
  await rename(fresh, dir).catch(() => rm(fresh, { recursive: true, force: true }));
  return built;
};

/** Whether the page can be scrolled sideways, which on a phone means that something does not fit. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth + 1');
