import { ok } from '../../../src/base/result.ts';
import type { ConnectedChannel, StateReport } from '../../../src/channels/kind.ts';
import { connect } from '../../../src/channels/messenger/connect.ts';
import { messenger } from '../../../src/channels/messenger/kind.ts';
import { Secrets, Settings } from '../../../src/channels/messenger/settings.ts';
import type { Happening } from '../../../src/chat/channel.ts';
import type { OutboundMessage } from '../../../src/chat/message.ts';
import { type MessengerEmulator, startMessenger } from '../../emulators/messenger/server.ts';
import { type FakeClock, fakeClock } from '../../support/clock.ts';
import { sharedAccount, testContext } from '../context.ts';
import { APP, APP_SECRET, BA_BE } from './accounts.ts';

/** One Page connected to an emulated Facebook, without a house around it. */
export interface Connected {
  readonly facebook: MessengerEmulator;
  readonly channel: ConnectedChannel;
  readonly clock: FakeClock;
  readonly reports: StateReport[];
  readonly memory: Map<string, unknown>;
  readonly told: Happening[];
  /** Somebody who has just written to the Page. */
  readonly psid: string;
  send(message: OutboundMessage, key?: string): ReturnType<ConnectedChannel['send']>;
  close(): Promise<void>;
}

export const TOKEN = 'EAAG-token';

export const openConnected = async (values: Record<string, string> = {}, token = TOKEN): Promise<Connected> => {
  const clock = fakeClock('2026-11-20T08:00:00.000Z');
  const facebook = await startMessenger({ now: () => clock.now().getTime() });
  const { control } = facebook;
  control.addApp({ id: APP, secret: APP_SECRET });
  control.addPage({ id: BA_BE, name: 'Hội LHPN xã Ba Bể', app: APP, token: TOKEN });
  const psid = control.addPerson({ page: BA_BE, name: 'Nguyễn Thị Lan' });
  control.write({ psid, text: 'chào em' });
  const settings = Settings.parse({ pageId: BA_BE, appId: APP, apiBase: facebook.url, ...values });
  const shared = sharedAccount<Secrets>(Secrets.parse({ appSecret: APP_SECRET, pageToken: token }));
  const context = {
    ...testContext({ settings, shared, clock }),
    file: async (url: string) => ok({ bytes: Buffer.from(url), name: 'bien-ban.pdf', type: 'application/pdf' }),
  };
  const told: Happening[] = [];
  const channel = connect(context, messenger.abilities(settings));
  await channel.start(async (happenings) => void told.push(...happenings));
  return {
    facebook,
    channel,
    clock,
    reports: context.reports,
    memory: shared.memory,
    told,
    psid,
    send: (message, key = 'key') => channel.send({ thread: psid, threadKind: 'direct', message, key }),
    async close() {
      await channel.stop();
      await facebook.close();
    },
  };
};
