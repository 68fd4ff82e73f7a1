import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelKind } from '../../src/channels/kind.ts';
import { zaloBot } from '../../src/channels/zalo-bot/kind.ts';
import { zaloOa } from '../../src/channels/zalo-oa/kind.ts';
import type { OutboundMessage } from '../../src/chat/message.ts';
import { openBench, type PlatformAnswer, platform, type TableAccount } from './harness.ts';
import { BOT } from './zalo-bot/incoming.ts';
import { SENDER } from './zalo-oa/outgoing.ts';

const OUTSIDE = 'https://hoi.example.vn';
const SHEET = '/files/biểu mẫu/danh sách.xlsx';
const SONG = '/files/bài hát.mp3';

interface ByLink {
  readonly kind: ChannelKind;
  readonly account: TableAccount;
  readonly bases: readonly string[];
  readonly sent: PlatformAnswer;
  /** The words of the call that sends. */
  readonly words: (json: unknown) => string;
}

/** The platforms that take no upload of these files. */
const PLATFORMS: readonly ByLink[] = [
  {
    kind: zaloBot,
    account: BOT,
    bases: ['apiBase'],
    sent: { json: { ok: true, result: { message_id: 'm1' } } },
    words: (json) => (json as { text: string }).text,
  },
  {
    kind: zaloOa,
    account: SENDER,
    bases: ['apiBase', 'oauthBase'],
    sent: { json: { error: 0, data: { message_id: 'm1' } } },
    words: (json) => (json as { message: { text: string } }).message.text,
  },
];

type Bench = Awaited<ReturnType<typeof openBench>>;

describe.each(PLATFORMS.map((one) => [one.kind.label, one] as const))(
  '%s',
  (_label, { kind, account, bases, sent, words }) => {
    let remote: Awaited<ReturnType<typeof platform>>;
    let bench: Bench;
    let hidden: Bench;
    beforeAll(async () => {
      remote = await platform();
      const addresses = Object.fromEntries(bases.map((name) => [name, remote.url]));
      const table = [{ name: account.name, values: { ...account.values, ...addresses } }];
      bench = await openBench(kind, table, OUTSIDE);
      hidden = await openBench(kind, table, '');
      for (const { filesDir } of [bench, hidden]) {
        await mkdir(join(filesDir, 'biểu mẫu'), { recursive: true });
        await writeFile(join(filesDir, 'biểu mẫu/danh sách.xlsx'), 'bảng');
        await writeFile(join(filesDir, 'bài hát.mp3'), 'nhạc');
        await writeFile(join(filesDir, 'khác.pdf'), 'riêng');
      }
    });
    afterAll(async () => {
      await bench.close();
      await hidden.close();
      await remote.close();
    });

    const send = (from: Bench, message: OutboundMessage) => {
      remote.answerWith([sent]);
      const [channel] = from.channels.values();
      return channel?.send({ thread: 'person-1', threadKind: 'direct', message, key: 'k' });
    };
    /** The address that stands in what was sent, as it is reached here. */
    const linked = (): string => {
      const text = words(remote.requests.at(-1)?.json);
      const link = text.split('\n').at(-1) ?? '';
      expect(link.startsWith(`${OUTSIDE}/files/`)).toBe(true);
      return link.replace(OUTSIDE, bench.url);
    };

    it.each([
      ['a sheet', { type: 'file', fileUrl: SHEET, title: 'Danh sách' }, 'bảng', 'danh sách.xlsx'],
      ['a song', { type: 'audio', audioUrl: SONG }, 'nhạc', 'bài hát.mp3'],
    ] as const)('%s of ours goes as an address that opens it', async (_name, message, content, name) => {
      expect(await send(bench, message)).toMatchObject({ type: 'sent' });
      const answer = await fetch(linked());
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe(content);
      expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toContain(name);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    });

    it('the address opens nothing else, and not without its key', async () => {
      await send(bench, { type: 'file', fileUrl: SHEET });
      const link = new URL(linked());
      const statusOf = async (path: string, key: string) => (await fetch(`${link.origin}${path}?k=${key}`)).status;
      const key = link.searchParams.get('k') ?? '';
      expect(await statusOf(link.pathname, key)).toBe(200);
      for (const [path, wrong] of [
        [link.pathname, ''],
        [link.pathname, `${key}x`],
        [link.pathname, key.toLowerCase()],
        ['/files/kh%C3%A1c.pdf', key],
        ['/files/..%2F..%2Fetc%2Fpasswd', key],
        ['/files/%00', key],
      ] as const)
        expect(await statusOf(path, wrong)).toBe(404);
    });

    it('without an address of ours outside, the failure names the setting', async () => {
      for (const message of [
        { type: 'file', fileUrl: SHEET },
        { type: 'audio', audioUrl: SONG },
      ] as const)
        expect(await send(hidden, message)).toMatchObject({
          type: 'failed',
          error: { retry: false, sentence: expect.stringContaining('PUBLIC_URL') },
        });
      expect(remote.requests).toEqual([]);
    });

    it('an address on the web goes as it is', async () => {
      await send(hidden, { type: 'video', videoUrl: 'https://a.vn/phim.mp4' });
      expect(words(remote.requests.at(-1)?.json)).toBe('https://a.vn/phim.mp4');
    });
  },
);
