import { z } from 'zod';
import type { Result } from '../base/result.ts';
import { type Route, type RouteContext, route } from '../web/route.ts';
import type { BroadcastService, Changed } from './service.ts';
import { BroadcastInput, DeliveriesQuery, ListQuery, PreviewBody, ResendBody, TestSendBody } from './types.ts';

const Id = z.object({ id: z.string().min(1).max(200) });

/** What the audit log keeps: what an administrator decided, without the counts. */
const audited = (broadcast: Changed['after']) => {
  if (!broadcast) return undefined;
  const { title, content, audience, when, state } = broadcast;
  return { title, content, audience, when, state };
};

type Audit = Pick<RouteContext<unknown, unknown, unknown>, 'audit'>;

/** The admin API of this room. Every change is in the audit log with before and after. */
export const broadcastRoutes = (service: BroadcastService): Route[] => {
  const logged = async <T extends Changed>({ audit }: Audit, action: string, result: Result<T>): Promise<Result<T>> => {
    const shown = result.ok ? (result.value.after ?? result.value.before) : undefined;
    if (result.ok && shown)
      await audit({
        action: `broadcast.${action}`,
        target: { type: 'broadcast', id: shown.id, label: shown.title },
        unitPath: shown.unitPath,
        before: audited(result.value.before),
        after: audited(result.value.after),
      });
    return result;
  };

  /** `POST /broadcasts/:id/<verb>` without a body. */
  const verb = (path: string, action: string, run: BroadcastService['send']) =>
    route({
      method: 'POST',
      path: `/broadcasts/:id/${path}`,
      params: Id,
      handle: async (context) => logged(context, action, await run(context.admin, context.params.id)),
    });

  return [
    route({
      method: 'GET',
      path: '/broadcasts',
      query: ListQuery,
      handle: async ({ admin, query }) => ({ ok: true, value: await service.list(admin, query) }),
    }),
    route({
      method: 'POST',
      path: '/broadcasts/preview',
      body: PreviewBody,
      handle: ({ admin, body }) => service.preview(admin, body.audience),
    }),
    route({
      method: 'GET',
      path: '/broadcasts/:id',
      params: Id,
      handle: ({ admin, params }) => service.get(admin, params.id),
    }),
    route({
      method: 'GET',
      path: '/broadcasts/:id/deliveries',
      params: Id,
      query: DeliveriesQuery,
      handle: ({ admin, params, query }) => service.deliveries(admin, params.id, query),
    }),
    route({
      method: 'GET',
      path: '/broadcasts/:id/export',
      params: Id,
      handle: ({ admin, params }) => service.export(admin, params.id),
    }),
    route({
      method: 'POST',
      path: '/broadcasts',
      body: BroadcastInput,
      handle: async (context) => logged(context, 'created', await service.create(context.admin, context.body)),
    }),
    route({
      method: 'PUT',
      path: '/broadcasts/:id',
      params: Id,
      body: BroadcastInput,
      handle: async (context) =>
        logged(context, 'updated', await service.update(context.admin, context.params.id, context.body)),
    }),
    route({
      method: 'DELETE',
      path: '/broadcasts/:id',
      params: Id,
      handle: async (context) => logged(context, 'deleted', await service.remove(context.admin, context.params.id)),
    }),
    verb('send', 'sent', service.send),
    verb('pause', 'paused', service.pause),
    verb('resume', 'resumed', service.resume),
    verb('cancel', 'cancelled', service.cancel),
    verb('unschedule', 'unscheduled', service.unschedule),
    route({
      method: 'POST',
      path: '/broadcasts/:id/resend-failed',
      params: Id,
      body: ResendBody,
      handle: async (context) =>
        logged(context, 'resent', await service.resendFailed(context.admin, context.params.id, context.body)),
    }),
    route({
      method: 'POST',
      path: '/broadcasts/:id/test-send',
      params: Id,
      body: TestSendBody,
      async handle({ admin, params, body, audit }) {
        const sent = await service.testSend(admin, params.id, body);
        const found = sent.ok ? await service.get(admin, params.id) : sent;
        if (found.ok && typeof found.value === 'object')
          await audit({
            action: 'broadcast.test_sent',
            target: { type: 'broadcast', id: found.value.id, label: found.value.title },
            unitPath: found.value.unitPath,
            after: { thread: body.thread },
          });
        return sent;
      },
    }),
  ];
};
