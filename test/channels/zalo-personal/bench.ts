import type { ConnectedChannel } from '../../../src/channels/kind.ts';
import { zaloPersonal } from '../../../src/channels/zalo-personal/kind.ts';
import type { Happening } from '../../../src/chat/channel.ts';
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
  readonly channel: ConnectedChannel;
  readonly account: string;
  /** Waits until what Zalo sent has been gathered and told. */
  rest(): Promise<void>;
  /** What was told since the last call, with the account's id as `{zalo}`. */
  taken(): Happening[];
}

/** Until `condition` holds; real time, because the network is real. */
export const until = async (condition: () => boolean, what = 'it'): Promise<void> => {
  const end = performance.now() + 5_000;
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
  const bench = await openBench(zaloPersonal, [
    { name: 'zalo', values: { apiBase: emulator.url, session, ...values } },
  ]);
  now = () => bench.clock.now().getTime();
  const account = bench.ids.get('zalo') ?? '';
  await until(() => bench.channels.has(account) && control.connected(BOT), 'the account to connect');
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
    channel: bench.channels.get(account) as ConnectedChannel,
    rest: restNow,
    taken() {
      const told = bench.readable(bench.told) as Happening[];
      bench.told.length = 0;
      return told;
    },
    async close() {
      await bench.close();
      await emulator.close();
    },
  };
};
