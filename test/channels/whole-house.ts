import { setTimeout as pause } from 'node:timers/promises';
import { type House, openHouse } from '../e2e/house.ts';
import { browser } from '../web/support.ts';

const PASSWORD = 'sen hồng nở trên hồ Ba Bể';
const LONGEST_WAIT_MS = 30_000;

/** Waits until something holds; fails after half a minute with what it waited for. */
export const until = async <T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> => {
  const end = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(20);
  }
};

/** The whole product with one connected account, and the console signed in. */
export interface WholeHouse {
  readonly house: House;
  readonly console: ReturnType<typeof browser>;
  /** Adds an account as the console does; returns its id and the address of its webhook here. */
  add(account: {
    readonly kind: string;
    readonly values: Readonly<Record<string, string>>;
  }): Promise<{ readonly id: string; readonly webhook: string }>;
  /** Makes an officer of Xã Ba Bể of a contact, and plans a meeting of the commune in this group. Returns its id. */
  planMeeting(officer: { readonly contact: string; readonly name: string; readonly group: string }): Promise<string>;
}

export const openWholeHouse = async (
  startIso: string,
  options: Parameters<typeof openHouse>[2] = {},
): Promise<WholeHouse> => {
  const house = await openHouse('dist/none', startIso, options);
  const { accounts, org, web } = house.parts;
  const console = browser(house.origin);
  const setup = { code: await web.setupCode(), name: 'Nông Thị Ann', userName: 'ann', password: PASSWORD };
  const made = await console.post('/api/setup', { ...setup, sample: false });
  if (made.status !== 200) throw new Error(JSON.stringify(made.body));

  return {
    house,
    console,
    async add({ kind, values }) {
      const added = await accounts.add({ kind, name: kind, values: { ...values } }, '/');
      if (!added.ok) throw new Error(added.error.message);
      const webhook = house.origin + new URL(added.value.webhookUrl ?? 'http://none/').pathname;
      return { id: added.value.id, webhook };
    },
    async planMeeting({ contact, name, group }) {
      const unit = (await org.unitsUnder('/', { level: 'xa' })).find((one) => one.name === 'Xã Ba Bể');
      if (!unit) throw new Error('no unit');
      const post = { post: 'chu_tich_co_so', unit: unit.id, from: '2025-07-01' } as const;
      const person = await org.createPerson({ name, address: 'chị', posts: [post] }, '/');
      if (!person.ok) throw new Error(person.error.message);
      await org.linkContact(contact, person.value.after?.id ?? '');
      const registered = await org.registerGroup({ thread: group, name: 'Xã Ba Bể', unit: unit.id }, '/');
      if (!registered.ok) throw new Error(registered.error.message);
      const meeting = await console.post('/api/meetings', {
        title: 'Họp giao ban',
        kind: 'hop_bch',
        at: '2026-11-25T14:00:00+07:00',
        place: 'Hội trường xã',
        unitPath: unit.path,
      });
      if (meeting.status >= 300) throw new Error(JSON.stringify(meeting.body));
      return (meeting.body as { id: string }).id;
    },
  };
};
