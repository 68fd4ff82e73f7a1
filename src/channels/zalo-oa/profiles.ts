import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Happening } from '../../chat/channel.ts';
import type { AccountContext, PlatformGroup } from '../kind.ts';
import type { Api } from './api.ts';

/** A name is asked again after this long; one that the platform did not tell, sooner. */
const FRESH_MS = 30 * 24 * 60 * 60 * 1000;
const REFUSED_MS = 24 * 60 * 60 * 1000;
/** A group's members are read again after this long. */
const GROUP_MS = 24 * 60 * 60 * 1000;
/** People waiting for their names at once; the others get theirs when they are written to the next time. */
const MAX_WAITING = 500;
/** People kept in mind as asked for, so that the store is not asked at every message. */
const MAX_REMEMBERED = 20_000;
/** Names are asked for a moment after the message that made them wanted: the chat comes first. */
const DELAY_MS = 2_000;
const PAGE = 50;
/** A group (GMF) has at most 1,000 members. */
const MAX_PAGES = 40;

const id = z.union([z.string(), z.number()]).transform(String);
const Detail = z.looseObject({ display_name: z.string().min(1).max(300) });
const Member = z.looseObject({
  user_id: id.optional().catch(undefined),
  name: z.string().max(300).optional().catch(undefined),
});
const Group = z.looseObject({
  group_id: id,
  name: z.string().max(300).optional().catch(undefined),
  group_name: z.string().max(300).optional().catch(undefined),
  total_member: z.coerce.number().int().nonnegative().optional().catch(undefined),
});

/** Answers hold their rows as `data` itself or under a name. */
const rows = (data: unknown, name: string): readonly unknown[] => {
  const inner = (data as Record<string, unknown> | null | undefined)?.[name] ?? data;
  return Array.isArray(inner) ? inner : [];
};
const readAll = <T>(schema: z.ZodType<T>, all: readonly unknown[]): T[] =>
  all.flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });

/** Pages until one is empty or brings nothing new. A page that fails ends it; `undefined` when the first one does. */
const pages = async (api: Api, path: (offset: number) => string, name: string): Promise<unknown[] | undefined> => {
  const all: unknown[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const outcome = await api({ path: path(all.length) });
    if (outcome.type !== 'ok') return page === 0 ? undefined : all;
    const found = rows(outcome.data, name);
    all.push(...found);
    if (found.length === 0) break;
  }
  return all;
};

export const membersOf = async (api: Api, group: string): Promise<{ id: string; name: string }[] | undefined> => {
  const query = (offset: number) => new URLSearchParams({ group_id: group, offset: `${offset}`, count: `${PAGE}` });
  const found = await pages(api, (offset) => `/v3.0/oa/group/listmember?${query(offset)}`, 'members');
  // The OA itself is listed too, without a `user_id`.
  return (
    found && readAll(Member, found).flatMap(({ user_id, name }) => (user_id && name ? [{ id: user_id, name }] : []))
  );
};

/** The groups (GMF) of the OA with their members; undefined when the platform does not tell. */
export const groupsOf = async (api: Api): Promise<PlatformGroup[] | undefined> => {
  const path = (offset: number) => `/v3.0/oa/group/getgroupsofoa?offset=${offset}&count=${PAGE}`;
  const found = await pages(api, path, 'groups');
  if (!found) return undefined;
  const groups: PlatformGroup[] = [];
  for (const group of readAll(Group, found)) {
    const members = await membersOf(api, group.group_id);
    groups.push({
      id: group.group_id,
      name: group.name ?? group.group_name ?? group.group_id,
      ...(group.total_member !== undefined && { size: group.total_member }),
      ...(members && { members }),
    });
  }
  return groups;
};

const Asked = z.object({ at: z.number(), known: z.boolean() });

export interface Profiles {
  /** Webhooks carry no names: asks for those of a thread's people, in the background and seldom. */
  want(thread: string, kind: 'direct' | 'group'): void;
  stop(): void;
}

export const createProfiles = (deps: {
  readonly account: string;
  readonly api: Api;
  readonly memory: AccountContext<unknown, unknown>['memory'];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tell: (happenings: readonly Happening[]) => Promise<void>;
}): Profiles => {
  const { account, api, memory, clock, logger, tell } = deps;
  const remembered = new Map<string, number>();
  const waiting: { thread: string; kind: 'direct' | 'group' }[] = [];
  let working = false;
  let cancel: (() => void) | undefined;

  const named = (contact: string, name: string): Happening => ({ type: 'contact', account, contact, name });

  /** True when the platform told names. */
  const ask = async (thread: string, kind: 'direct' | 'group'): Promise<boolean> => {
    if (kind === 'group') {
      const members = (await membersOf(api, thread)) ?? [];
      if (members.length > 0) await tell(members.map(({ id, name }) => named(id, name)));
      return members.length > 0;
    }
    const data = encodeURIComponent(JSON.stringify({ user_id: thread }));
    const outcome = await api({ path: `/v3.0/oa/user/detail?data=${data}` });
    const detail = Detail.safeParse(outcome.type === 'ok' ? outcome.data : undefined);
    if (detail.success) await tell([named(thread, detail.data.display_name)]);
    return detail.success;
  };

  const lookUp = async (thread: string, kind: 'direct' | 'group'): Promise<void> => {
    const key = `profile:${kind}:${thread}`;
    const asked = Asked.safeParse(await memory.get(key));
    const now = clock.now().getTime();
    const fresh = !asked.success ? 0 : kind === 'group' ? GROUP_MS : asked.data.known ? FRESH_MS : REFUSED_MS;
    if (asked.success && now - asked.data.at < fresh) return;
    await memory.set(key, { at: now, known: await ask(thread, kind) });
  };

  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await lookUp(next.thread, next.kind);
  };

  return {
    want(thread, kind) {
      const now = clock.now().getTime();
      const seen = remembered.get(thread);
      if ((seen !== undefined && now - seen < REFUSED_MS) || waiting.length >= MAX_WAITING) return;
      remembered.delete(thread);
      remembered.set(thread, now);
      if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value as string);
      waiting.push({ thread, kind });
      if (working) return;
      working = true;
      cancel = clock.at(new Date(now + DELAY_MS), () => {
        work()
          .catch((error: unknown) => logger.warn({ err: error, account }, 'names could not be asked for'))
          .finally(() => {
            working = false;
          });
      });
    },
    stop() {
      waiting.length = 0;
      cancel?.();
    },
  };
};
