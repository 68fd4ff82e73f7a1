import { z } from 'zod';
import { ok } from '../../base/result.ts';
import { type Admin, type Route, route } from '../../web/route.ts';
import type { Linking } from '../linking/service.ts';
import type { LinkRequestRecord } from '../linking/types.ts';
import { Id } from './shared.ts';

const change = (verb: string, request: LinkRequestRecord, admin: Admin) => ({
  action: `person.link_${verb}`,
  target: { type: 'person', id: request.person.id, label: request.person.name },
  unitPath: request.person.posts[0]?.unit.path ?? admin.unitPath,
  before: {
    contacts: request.person.contacts,
    ...(request.linkedTo === undefined ? {} : { linkedTo: request.linkedTo.name }),
  },
  after: { contact: request.contact, account: request.name, channel: request.channel, state: verb },
});

const decision = (linking: Linking, verb: 'approved' | 'declined'): Route =>
  route({
    method: 'POST',
    path: `/link-requests/:id/${verb === 'approved' ? 'approve' : 'decline'}`,
    params: Id,
    body: z.object({}).optional(),
    async handle({ params, admin, audit }) {
      const by = { name: admin.name, scope: admin.unitPath };
      const done = verb === 'approved' ? await linking.approve(params.id, by) : await linking.decline(params.id, by);
      if (!done.ok) return done;
      await audit(change(verb, done.value, admin));
      return ok({ id: done.value.id });
    },
  });

/** Accounts that say they belong to somebody of the roster and wait for an administrator. */
export const linkingRoutes = (linking: Linking): Route[] => [
  route({
    method: 'GET',
    path: '/link-requests',
    query: z.object({ person: z.string().max(200).optional() }),
    handle: async ({ query, admin }) => ok({ items: await linking.requests(admin.unitPath, query.person) }),
  }),
  decision(linking, 'approved'),
  decision(linking, 'declined'),
];
