import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
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

/** Builds the console into a folder of its own, so that tests need no build beforehand and disturb none. */
export const buildConsole = async (): Promise<{ dir: string; remove(): Promise<void> }> => {
  const dir = await mkdtemp(join(tmpdir(), 'chihoi-console-'));
  // Vitest's own NODE_ENV would build React's development version, twice the size.
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({
      configFile: fileURLToPath(new URL('../../src/console/vite.config.ts', import.meta.url)),
      logLevel: 'error',
      build: { outDir: dir, emptyOutDir: true },
    });
  } finally {
    process.env.NODE_ENV = before;
  }
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
};

/** Whether the page can be scrolled sideways, which on a phone means that something does not fit. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth + 1');
