import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Logger } from '../base/log.ts';
import { copyTo } from './backup.ts';

/** Longest path of a socket that every system takes. */
const MAX_PATH = 100;
const MAX_LINE = 10_000;

/** Where the program that has an embedded file open listens for its operator. */
const addressOf = (dataDir: string): string => {
  const hash = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\chihoi-${hash}`;
  const path = join(resolve(dataDir), 'control.sock');
  return path.length <= MAX_PATH ? path : join(tmpdir(), `chihoi-${hash}.sock`);
};

const Request = z.object({ copyTo: z.string().min(1) });
const Answer = z.object({ ok: z.boolean() });

/** The first line that comes; undefined when the connection fails or ends before it. */
const firstLine = (socket: Socket): Promise<string | undefined> =>
  new Promise((done) => {
    let text = '';
    socket.on('error', () => done(undefined));
    socket.on('close', () => done(undefined));
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end !== -1) done(text.slice(0, end));
      else if (text.length > MAX_LINE) socket.destroy();
    });
  });

/**
 * Lets `chihoi backup` ask this process for a copy of its embedded file, which nobody else can read while it is open.
 * Only the user who runs the program reaches it. Gives the function that ends it.
 */
export const serveCopies = async (connection: Connection, dataDir: string, logger: Logger): Promise<() => void> => {
  const address = addressOf(dataDir);
  const answer = async (line: string): Promise<boolean> => {
    try {
      await copyTo(connection, Request.parse(JSON.parse(line)).copyTo);
      return true;
    } catch (error) {
      logger.error({ err: error }, 'the embedded file could not be copied');
      return false;
    }
  };
  const server = createServer((socket) => {
    void firstLine(socket).then(async (line) => {
      if (line !== undefined) socket.end(`${JSON.stringify({ ok: await answer(line) })}\n`);
    });
  });
  // The file is ours alone, so a socket that is there was left by a program that was killed.
  if (process.platform !== 'win32') rmSync(address, { force: true });
  await new Promise<void>((done) => {
    server.once('error', (error) => {
      logger.warn({ err: error }, 'chihoi backup will need the program stopped');
      done();
    });
    server.listen(address, done);
  });
  server.unref();
  if (process.platform !== 'win32' && server.listening) chmodSync(address, 0o600);
  return () => void server.close();
};

/**
 * Asks the program that has the file open to write a copy of it to `path`, which must not exist. False: no program
 * answers, or it could not.
 */
export const askForCopy = (dataDir: string, path: string): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(addressOf(dataDir));
    socket.once('connect', () => socket.write(`${JSON.stringify({ copyTo: resolve(path) })}\n`));
    void firstLine(socket).then((line) => {
      const parsed = line === undefined ? undefined : Answer.safeParse(JSON.parse(line));
      done(parsed?.success === true && parsed.data.ok);
      socket.destroy();
    });
  });
