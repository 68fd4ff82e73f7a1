import { z } from 'zod';
import { ok, type Result } from '../../base/result.ts';
import { type Admin, type AuditChange, type Route, route } from '../../web/route.ts';
import type { Linking } from '../linking/service.ts';
import type { UnlinkedAccount } from '../linking/types.ts';
import type { MergeOutcome } from '../merges/service.ts';
import { type Actor, MergeRequest } from '../merges/types.ts';
import { outOfScope } from '../scope.ts';
import type { Org } from '../service.ts';
import { Id } from './shared.ts';

const actorOf = (admin: Admin): Actor => ({ name: admin.name, scope: admin.unitPath });
const viewOf = (admin: Admin) => ({ scope: admin.unitPath, mask: admin.role === 'viewer' });

const audited = async (
  result: Result<MergeOutcome>,
  verb: string,
  { admin, audit }: { readonly admin: Admin; audit(change: AuditChange): Promise<void> },
) => {
  if (!result.ok) return result;
  const { merge, before, after } = result.value;
  await audit({
    action: `person.${verb}`,
    target: { type: 'person', id: merge.keep.id, label: `${merge.keep.name} ← ${merge.drop.name}` },
    unitPath: after?.keep.posts[0]?.unit.path ?? admin.unitPath,
    before,
    after,
  });
  return ok(merge);
};

/** Merging two records of one woman and taking it back; putting back an account that was taken away. */
export const mergeRoutes = (org: Org, linking: Pick<Linking, 'info'>): Route[] => [
  route({
    method: 'GET',
    path: '/people/:id/duplicates',
    params: Id,
    async handle({ params, admin }) {
      const found = await org.duplicatesOf(params.id, viewOf(admin));
      return found.ok ? ok({ items: found.value }) : found;
    },
  }),
  route({
    method: 'GET',
    path: '/people/:id/merge-preview',
    params: Id,
    query: MergeRequest,
    handle: async ({ params, query, admin }) => org.previewMerge(params.id, query.drop, viewOf(admin)),
  }),
  route({
    method: 'POST',
    path: '/people/:id/merges',
    params: Id,
    body: MergeRequest,
    handle: async (context) =>
      audited(await org.mergePeople(context.params.id, context.body.drop, actorOf(context.admin)), 'merged', context),
  }),
  /** What can be taken back on a person's page: merges and accounts that were unlinked, newest first. */
  route({
    method: 'GET',
    path: '/people/:id/merges',
    params: Id,
    async handle({ params, admin }) {
      if ((await org.person(params.id, viewOf(admin))) === undefined) return outOfScope('người này');
      const [merges, unlinks] = await Promise.all([
        org.mergesOf(params.id, admin.unitPath),
        org.unlinksOf(params.id, admin.unitPath),
      ]);
      const shown: UnlinkedAccount[] = await Promise.all(
        unlinks.map(async (unlink) => ({ ...unlink, ...(await linking.info(unlink.contact)) })),
      );
      return ok({ merges, unlinks: shown });
    },
  }),
  route({
    method: 'POST',
    path: '/person-merges/:id/undo',
    params: Id,
    body: z.object({}).optional(),
    handle: async (context) =>
      audited(await org.undoMerge(context.params.id, actorOf(context.admin)), 'unmerged', context),
  }),
  route({
    method: 'POST',
    path: '/person-unlinks/:id/undo',
    params: Id,
    body: z.object({}).optional(),
    async handle({ params, admin, audit }) {
      const done = await org.undoUnlink(params.id, actorOf(admin));
      if (!done.ok) return done;
      const owner = await org.personOfContact(done.value.contact);
      const person = owner && (await org.person(owner.id, { scope: admin.unitPath }));
      await audit({
        action: 'person.contact_relinked',
        target: { type: 'person', id: owner?.id ?? '', label: owner?.name ?? '' },
        unitPath: person?.posts[0]?.unit.path ?? admin.unitPath,
        after: person,
      });
      return ok(done.value);
    },
  }),
];
