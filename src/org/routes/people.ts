import { z } from 'zod';
import { fail, ok } from '../../base/result.ts';
import { type Admin, type Route, route } from '../../web/route.ts';
import type { Linking } from '../linking/service.ts';
import { outOfScope } from '../scope.ts';
import type { Org } from '../service.ts';
import { NewPerson, NewPost, PeopleQuery, PersonEdit, type PersonRecord, PostEdit } from '../types.ts';
import { audited, Id } from './shared.ts';

const PostId = Id.extend({ post: z.string().min(1).max(200) });
const ContactId = Id.extend({ contact: z.string().min(1).max(300) });

/** Viewers see numbers masked. */
const viewOf = (admin: Admin) => ({ scope: admin.unitPath, mask: admin.role === 'viewer' });

const target = (verb: string, admin: Admin) => (person: PersonRecord) => ({
  action: `person.${verb}`,
  target: { type: 'person', id: person.id, label: person.name },
  unitPath: person.posts[0]?.unit.path ?? admin.unitPath,
});

export const peopleRoutes = (org: Org, linking: Pick<Linking, 'accountsOf'>): Route[] => [
  route({
    method: 'GET',
    path: '/people',
    query: PeopleQuery,
    handle: async ({ query, admin }) => ok(await org.people(query, viewOf(admin))),
  }),
  route({
    method: 'GET',
    path: '/people/:id',
    params: Id,
    async handle({ params, admin }) {
      const person = await org.person(params.id, viewOf(admin));
      return person === undefined ? outOfScope('người này') : ok(person);
    },
  }),
  route({
    method: 'POST',
    path: '/people',
    body: NewPerson,
    handle: async (context) =>
      audited(await org.createPerson(context.body, context.admin.unitPath), context, target('created', context.admin)),
  }),
  route({
    method: 'PATCH',
    path: '/people/:id',
    params: Id,
    body: PersonEdit,
    handle: async (context) =>
      audited(
        await org.updatePerson(context.params.id, context.body, context.admin.unitPath),
        context,
        target('updated', context.admin),
      ),
  }),
  /** Forgets her, as the law lets her ask: name, number and contacts go, past posts stay without a name. */
  route({
    method: 'DELETE',
    path: '/people/:id',
    params: Id,
    handle: async (context) =>
      audited(
        await org.forgetPerson(context.params.id, context.admin.unitPath),
        context,
        target('forgotten', context.admin),
      ),
  }),
  route({
    method: 'POST',
    path: '/people/:id/posts',
    params: Id,
    body: NewPost,
    handle: async (context) =>
      audited(
        await org.addPost(context.params.id, context.body, context.admin.unitPath),
        context,
        target('post_added', context.admin),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/people/:id/posts/:post',
    params: PostId,
    body: PostEdit,
    handle: async (context) =>
      audited(
        await org.editPost(context.params.id, context.params.post, context.body, context.admin.unitPath),
        context,
        target('post_edited', context.admin),
      ),
  }),
  /** Her accounts: the channel, her name there, since when, and who confirmed it. */
  route({
    method: 'GET',
    path: '/people/:id/accounts',
    params: Id,
    async handle({ params, admin }) {
      const person = await org.person(params.id, viewOf(admin));
      return person === undefined ? outOfScope('người này') : ok({ items: await linking.accountsOf(person.id) });
    },
  }),
  route({
    method: 'POST',
    path: '/people/:id/contacts',
    params: Id,
    body: z.object({ contact: z.string().min(1).max(300) }),
    async handle(context) {
      const { params, body, admin } = context;
      const before = await org.person(params.id, { scope: admin.unitPath });
      if (before === undefined) return outOfScope('người này');
      const owner = await org.personOfContact(body.contact);
      if (owner !== undefined && owner.id !== params.id)
        return fail(
          'org.contact_taken',
          'Tài khoản này đang gắn với người khác. Chị gỡ ở người đó trước.',
          'body.contact',
        );
      await org.linkContact(body.contact, params.id, 'admin', admin.name);
      const after = await org.person(params.id, { scope: admin.unitPath });
      return audited(
        ok({ before, ...(after === undefined ? {} : { after }) }),
        context,
        target('contact_linked', admin),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: '/people/:id/contacts/:contact',
    params: ContactId,
    async handle(context) {
      const { params, admin } = context;
      const before = await org.person(params.id, { scope: admin.unitPath });
      if (before === undefined || !before.contacts.includes(params.contact)) return outOfScope('tài khoản này');
      await org.unlinkContact(params.contact, admin.unitPath, admin.name);
      const after = await org.person(params.id, { scope: admin.unitPath });
      return audited(
        ok({ before, ...(after === undefined ? {} : { after }) }),
        context,
        target('contact_unlinked', admin),
      );
    },
  }),
];
