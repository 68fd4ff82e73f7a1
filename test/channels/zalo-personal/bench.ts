// Loaded here, so that no test's first sign-in waits for it.
import 'zca-js';
import type { ChannelKind, ConnectedChannel } from '../../../src/channels/kind.ts';
import { zaloPersonal } from '../../../src/channels/zalo-personal/kind.ts';
import type { Channel, Happening } from '../../../src/chat/channel.ts';
import {
  startZaloPersonal,
  type ZaloPersonal,
  type ZaloPersonalOptions,
} from '../../emulators/zalo-personal/server.ts';
import { settle } from '../../support/clock.ts';
import { NOW, openBench } from '../harness.ts';

/** Zalo's ids in the tables, readable: people, the assistant's own account, and groups. */
export const BOT = '3999000000000000001';
export const LAN = '3111000000000000001';
export const HOA = '3111000000000000002';
export const MAI = '3111000000000000003';
export const DONG = '5200000000000000001';
export const TAY = '5200000000000000002';

export interface ZaloBench extends Awaited<ReturnType<typeof openBench>> {
  readonly emulator: ZaloPersonal;
  readonly control: ZaloPersonal['control'];
  /** The present connection, as the chat room has it and as the Connect page asks it. */
  readonly channel: Channel;
  readonly connection: ConnectedChannel;
  /** Waits until the line is open. */
  connected(): Promise<void>;
  /** A new connection, that knows only what was kept. */
  reconnect(): Promise<void>;
  readonly account: string;
  /** Waits until what Zalo sent has been gathered and told. */
  rest(): Promise<void>;
  /** What was told since the last call, with the account's id as `{zalo}`. */
  taken(): Happening[];
  /** Lets time pass in small steps until `look` gives something: the network and the decoding of frames are real. */
  eventually<T>(look: () => T | undefined | false | Promise<T | undefined | false>, what?: string): Promise<T>;
  /** Waits until at least so many things were told, then a little longer, and takes them. */
  hear(count: number): Promise<Happening[]>;
}

/** Until `condition` holds; real time, because the network is real. */
export const until = async (condition: () => boolean, what = 'it'): Promise<void> => {
  const end = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

/** The accounts room with one account of this kind, signed in to the emulator by the real zca-js, under a fake clock. */
export const openZaloBench = async (options: ZaloPersonalOptions & { values?: object } = {}): Promise<ZaloBench> => {
  let now = () => Date.parse(NOW);
  const { values, ...rest } = options;
  const emulator = await startZaloPersonal({ now: () => now(), qrHoldMs: 20, ...rest });
  const { control } = emulator;
  control.addAccount({ name: 'Trợ lý', uid: BOT });
  for (const [uid, name] of [
    [LAN, 'Nguyễn Thị Lan'],
    [HOA, 'Trần Thị Hoa'],
    [MAI, 'Lê Thị Mai'],
  ] as const)
    control.addPerson({ uid, name });
  control.addGroup({ id: DONG, name: 'Chi hội Đông', members: [LAN, HOA, BOT], creator: LAN });
  control.addGroup({ id: TAY, name: 'Chi hội Tây', members: [LAN, BOT], creator: LAN });
  const session = JSON.stringify(control.signedIn(BOT));
  let connection: ConnectedChannel | undefined;
  const kind: ChannelKind = {
    ...zaloPersonal,
    connect(context) {
      connection = zaloPersonal.connect(context);
      return connection;
    },
  };
  const bench = await openBench(kind, [{ name: 'zalo', values: { apiBase: emulator.url, session, ...values } }]);
  now = () => bench.clock.now().getTime();
  const account = bench.ids.get('zalo') ?? '';
  const connected = async () => {
    await until(() => bench.channels.has(account) && control.connected(BOT), 'the account to connect');
    await control.read(BOT);
    await settle();
  };
  await connected();
  const eventually: ZaloBench['eventually'] = async (look, what = 'it') => {
    const end = performance.now() + 20_000;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (performance.now() > end) throw new Error(`${what} did not happen`);
      await control.read(BOT);
      await settle();
      await bench.clock.advance(50);
    }
  };
  const taken = () => {
    const told = bench.readable(bench.told) as Happening[];
    bench.told.length = 0;
    return told;
  };
  const restNow = async () => {
    await control.read(BOT);
    await settle();
    await bench.clock.advance(200);
  };
  await restNow();
  bench.told.length = 0;
  return {
    ...bench,
    emulator,
    control,
    account,
    get channel() {
      return bench.channels.get(account) as Channel;
    },
    get connection() {
      return connection as ConnectedChannel;
    },
    connected,
    async reconnect() {
      await bench.accounts.pause(account, true, '/');
      await until(() => !control.connected(BOT), 'the account to disconnect');
      await bench.accounts.pause(account, false, '/');
      await connected();
      await restNow();
    },
    rest: restNow,
    taken,
    eventually,
    async hear(count) {
      await eventually(() => bench.told.length >= count, `${count} happenings`);
      await restNow();
      return taken();
    },
    async close() {
      await bench.close();
      await emulator.close();
    },
  };
};
