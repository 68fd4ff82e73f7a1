import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { fail, ok } from '../base/result.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import type { WebModels } from './models.ts';
import { type Route, route } from './route.ts';
import { WHOLE_HOUSE } from './scope.ts';

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('vi', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'cần là giờ từ 00:00 đến 23:59.');

/** What the owners of the whole house decide once. Every field has a default, so an old document stays readable. */
export const HouseSettings = z.object({
  /** IANA name; times are shown and schedules read in it. */
  zone: z.string().max(64).refine(isZone, 'cần là tên múi giờ, ví dụ Asia/Ho_Chi_Minh.').default(DEFAULT_ZONE),
  /** Nothing unprompted is sent from `from` to `to`, local time; over midnight when `from` is later. */
  quietHours: z.object({ from: ClockTime, to: ClockTime }).default({ from: '21:00', to: '07:00' }),
  /** The language a console starts in. Messages to officers are always Vietnamese. */
  language: z.enum(['vi', 'en']).default('vi'),
  /** How the assistant speaks of itself, and to somebody whose form of address is not known. */
  address: z
    .object({ self: z.enum(['em', 'tôi', 'trợ lý']), reader: z.enum(['chị', 'anh/chị', 'đồng chí']) })
    .default({ self: 'em', reader: 'chị' }),
  /** Shown in the console's head and in the assistant's introduction; empty until somebody writes it. */
  houseName: z.string().trim().max(120).default(''),
  /** The assistant welcomes new members of registered groups, and introduces itself where it is let in. */
  welcome: z.boolean().default(true),
});
export type HouseSettings = z.output<typeof HouseSettings>;

/** Reads and writes the house's settings. */
export const createSettings = ({ models, clock }: { models: Pick<WebModels, 'House'>; clock: Clock }) => ({
  /** The settings now; defaults where nothing was decided, or where an older version wrote something else. */
  async get(): Promise<HouseSettings> {
    const doc = await models.House.findById('house').lean();
    const parsed = HouseSettings.safeParse(doc?.value ?? {});
    return parsed.success ? parsed.data : HouseSettings.parse({});
  },
  async set(value: HouseSettings): Promise<void> {
    await models.House.updateOne({ _id: 'house' }, { $set: { value, at: clock.now() } }, { upsert: true });
  },
});
export type Settings = ReturnType<typeof createSettings>;

/** `GET /settings` for everybody; `PUT /settings` for an owner whose scope is the whole house. */
export const settingsRoutes = (settings: Settings): Route[] => [
  route({ method: 'GET', path: '/settings', handle: async () => ok(await settings.get()) }),
  route({
    method: 'PUT',
    path: '/settings',
    role: 'owner',
    body: HouseSettings,
    async handle({ admin, body, audit }) {
      if (admin.unitPath !== WHOLE_HOUSE) {
        return fail('web.settings_forbidden', 'Cài đặt chung do chủ quản của toàn hệ thống quyết định.');
      }
      const before = await settings.get();
      await settings.set(body);
      await audit({
        action: 'settings.changed',
        target: { type: 'settings', id: 'house', label: 'Cài đặt chung' },
        unitPath: WHOLE_HOUSE,
        before,
        after: body,
      });
      return ok(body);
    },
  }),
];
