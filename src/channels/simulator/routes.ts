import { z } from 'zod';
import { fail, ok, type Result } from '../../base/result.ts';
import { MAX_TEXT_CHARACTERS } from '../../chat/message.ts';
import { type Admin, type Route, route } from '../../web/route.ts';
import type { Phone } from './phone.ts';

const id = z.string().min(1).max(100);

export const WriteBody = z.object({
  contact: id,
  text: z.string().max(MAX_TEXT_CHARACTERS),
  choice: z.string().max(200).optional(),
  quotes: id.optional(),
  mention: z.boolean().default(false),
  /** A picture as a data address or a path of this site; at most 700 kB. */
  imageUrl: z
    .string()
    .max(700_000)
    .regex(/^(data:image\/(png|jpeg|webp|gif);base64,|\/)/, 'Chỉ nhận ảnh PNG, JPEG, WebP hoặc GIF.')
    .optional(),
  clientId: id.optional(),
});
export const ContactBody = z.object({ name: z.string().trim().min(1).max(100) });
export const GroupBody = z.object({ name: z.string().trim().min(1).max(200), members: z.array(id).min(1).max(500) });

/** Officers of every unit can be played here, so it is for administrators of the whole house or of a unit at its top. */
const TOP_UNIT = /^\/([^/]+\/)?$/;

const mayPlay = (admin: Admin): Result<null> =>
  TOP_UNIT.test(admin.unitPath)
    ? ok(null)
    : fail('simulator.forbidden', 'Kênh thử chỉ dành cho quản trị viên toàn hệ thống hoặc cấp tỉnh.');

/** Puts the check before every route. */
const guarded = (routes: readonly Route[]): Route[] =>
  routes.map((one) => ({
    ...one,
    async handle(context) {
      const may = mayPlay(context.admin);
      return may.ok ? one.handle(context) : may;
    },
  }));

/** The simulator's page: everything an invented officer does on her phone. */
export const simulatorRoutes = (phone: Phone, newId: () => string): Route[] =>
  guarded([
    route({
      method: 'GET',
      path: '/simulator/contacts',
      handle: async () => ok({ contacts: await phone.contacts() }),
    }),
    route({
      method: 'POST',
      path: '/simulator/contacts',
      body: ContactBody,
      async handle({ body }) {
        const contact = { id: `u-${newId()}`, name: body.name };
        await phone.addContact(contact);
        return ok(contact);
      },
    }),
    route({
      method: 'POST',
      path: '/simulator/groups',
      body: GroupBody,
      async handle({ body }) {
        const group = { id: `g-${newId()}`, name: body.name, members: body.members };
        await phone.addGroup(group);
        return ok(group);
      },
    }),
    route({
      method: 'GET',
      path: '/simulator/contacts/:contact/threads',
      params: z.object({ contact: id }),
      handle: async ({ params }) => ok({ threads: await phone.threads(params.contact) }),
    }),
    route({
      method: 'GET',
      path: '/simulator/threads/:thread/messages',
      params: z.object({ thread: id }),
      query: z.object({ before: z.coerce.number().optional() }),
      handle: async ({ params, query }) => ok(await phone.messages(params.thread, query.before)),
    }),
    route({
      method: 'POST',
      path: '/simulator/threads/:thread/messages',
      params: z.object({ thread: id }),
      body: WriteBody,
      handle: async ({ params, body }) => phone.write({ ...withoutUndefined(body), thread: params.thread }),
    }),
    route({
      method: 'POST',
      path: '/simulator/threads/:thread/open',
      params: z.object({ thread: id }),
      body: z.object({ contact: id }),
      handle: async ({ params, body }) => phone.open(body.contact, params.thread),
    }),
    route({
      method: 'POST',
      path: '/simulator/messages/:message/react',
      params: z.object({ message: id }),
      body: z.object({ contact: id, emoji: z.string().max(16) }),
      handle: async ({ params, body }) => phone.react({ ...body, message: params.message }),
    }),
    route({
      method: 'POST',
      path: '/simulator/messages/:message/vote',
      params: z.object({ message: id }),
      body: z.object({ contact: id, options: z.array(z.string().max(200)).max(50) }),
      handle: async ({ params, body }) => phone.vote({ ...body, message: params.message }),
    }),
  ]);

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
