import { z } from 'zod';
import { type ActionContext, type ActionTable, action } from '../flow/action.ts';
import { ROOT_PATH, within } from './scope.ts';
import type { Org } from './service.ts';
import { type PersonRecord, POSTS, type UnitCandidate } from './types.ts';

/** More candidates than this are no choice in a chat. */
const MAX_CANDIDATES = 5;

export interface OrgActionDeps {
  /** Paths of the units that this contact administers; empty when she is no administrator. */
  adminScopes(contact: string): Promise<readonly string[]>;
  /** A thread's name on its platform, for the name of a group that is registered from inside it. */
  threadName(thread: string): Promise<string | undefined>;
}

const text = z.string().max(1_000);

/** `/tinh-2025-19/xa-2025-01906/ch-…/` → the commune's path: whom and what an officer may look up. */
const communeOf = (path: string): string => `${path.split('/').slice(0, 3).join('/')}/`;

/** `Nông Thị Hoa, Chi hội trưởng, Chi hội thôn Bản Chang, Xã Na Rì`. */
const labelOf = async (org: Org, person: PersonRecord): Promise<string> => {
  const post = person.posts.find((held) => held.to === undefined) ?? person.posts[0];
  if (post === undefined) return person.name;
  const unit = await org.unit(post.unit.id);
  const parent = unit?.level === 'chi_hoi' ? await org.unit(unit.parent ?? '') : undefined;
  return [person.name, POSTS[post.post].short, post.unit.name, parent?.name]
    .filter((part) => part !== undefined)
    .join(', ');
};

const candidatesOf = async (org: Org, typed: string, under?: string): Promise<UnitCandidate[]> => {
  const match = await org.findUnit(typed, under === undefined ? {} : { under });
  if (match.type === 'none') return [];
  return match.type === 'ask' ? [...match.candidates] : [match];
};

/** What flows may do in this room; the shapes are the contract of docs/actions.md. */
export const orgActions = (org: Org, deps: OrgActionDeps): ActionTable => {
  /** Communes of the person who speaks, or of the group; empty when nobody knows. */
  const places = async ({ contact, thread }: ActionContext): Promise<string[]> => {
    const person = contact === undefined ? undefined : await org.personOfContact(contact);
    const paths = person?.posts.map((post) => communeOf(post.unit.path)) ?? [];
    const group = paths.length > 0 ? undefined : await org.groupOfThread(thread);
    return [...new Set(group === undefined ? paths : [communeOf(group.unit.path)])];
  };
  const scopesOf = async ({ contact }: ActionContext) => (contact === undefined ? [] : deps.adminScopes(contact));

  return {
    'org.me': action({
      about: 'Who the speaker is in the roster, with the posts she holds today.',
      args: z.object({}),
      result: z.object({
        linked: z.boolean(),
        name: z.string(),
        address: z.string(),
        posts: z.array(z.object({ label: z.string(), unit: z.string(), unitPath: z.string() })),
        admin: z.boolean(),
      }),
      async run(_, context) {
        const admin = (await scopesOf(context)).length > 0;
        const person = context.contact === undefined ? undefined : await org.personOfContact(context.contact);
        if (person === undefined) return { linked: false, name: '', address: '', posts: [], admin };
        const posts = person.posts.map(({ post, unit }) => ({
          label: POSTS[post].short,
          unit: unit.name,
          unitPath: unit.path,
        }));
        return { linked: true, name: person.name, address: person.address, posts, admin };
      },
    }),

    'org.claim': action({
      about: 'Finds the people of the roster that the speaker may be, by her name and unit.',
      args: z.object({ name: text, unitText: text }),
      result: z.object({
        candidates: z.array(z.object({ person: z.string(), label: z.string() })),
        message: z.string(),
      }),
      async run({ name, unitText }, { contact }) {
        const none = (message: string) => ({ candidates: [], message });
        if (contact === undefined) return none('Chị nhắn riêng cho em để em tìm tên chị trong danh sách ạ.');
        const units = unitText.trim() === '' ? undefined : await candidatesOf(org, unitText);
        if (units?.length === 0)
          return none(`Em chưa tìm thấy đơn vị “${unitText.slice(0, 60)}”. Chị ghi giúp em tên xã, phường ạ.`);
        const found = new Map<string, PersonRecord>();
        for (const path of units?.map(({ unit }) => unit.path) ?? [ROOT_PATH])
          for (const person of (await org.findPerson(name, path)).people)
            if (person.contacts.length === 0) found.set(person.id, person);
        if (found.size === 0)
          return none(
            'Em chưa thấy tên chị trong danh sách. Nếu chị đã dùng em ở ứng dụng khác, chị gõ "mã liên kết" ở đó rồi nhập mã ở đây; chưa dùng thì chị nhờ cán bộ Hội xã thêm chị vào danh sách giúp em ạ.',
          );
        if (found.size > MAX_CANDIDATES)
          return none('Có nhiều người trùng tên. Chị ghi giúp em đủ họ tên và tên thôn, xã ạ.');
        const people = [...found.values()];
        await org.claims.offer(
          contact,
          people.map((person) => person.id),
        );
        const candidates = await Promise.all(
          people.map(async (person) => ({ person: person.id, label: await labelOf(org, person) })),
        );
        return { candidates, message: '' };
      },
    }),

    'org.confirm_claim': action({
      about: 'Links the speaker to a person that org.claim offered her within the last hour.',
      args: z.object({ person: z.string() }),
      result: z.object({
        ok: z.boolean(),
        message: z.string(),
        name: z.string(),
        post: z.string(),
        unit: z.string(),
      }),
      async run({ person: id }, { contact }) {
        const no = (message: string) => ({ ok: false, message, name: '', post: '', unit: '' });
        const person = await org.person(id, { scope: ROOT_PATH });
        if (contact === undefined || person === undefined || !(await org.claims.offered(contact, id)))
          return no('Lựa chọn này đã hết hạn. Chị ghi lại họ tên và đơn vị giúp em ạ.');
        if (person.contacts.some((other) => other !== contact))
          return no('Tên này đã có người nhận. Em đã giữ nguyên; chị nhờ cán bộ Hội xã kiểm tra giúp ạ.');
        if (!person.contacts.includes(contact)) await org.linkContact(contact, id, 'self');
        const post = person.posts.find((held) => held.to === undefined) ?? person.posts[0];
        return {
          ok: true,
          message: '',
          name: person.name,
          post: post === undefined ? '' : POSTS[post.post].short,
          unit: post?.unit.name ?? '',
        };
      },
    }),

    'org.find_person': action({
      about: 'People of the speaker’s commune (or the group’s) whose name was typed.',
      args: z.object({ query: text }),
      result: z.object({ candidates: z.array(z.object({ id: z.string(), name: z.string(), label: z.string() })) }),
      async run({ query: typed }, context) {
        const found = new Map<string, PersonRecord>();
        for (const path of await places(context))
          for (const person of (await org.findPerson(typed, path)).people) found.set(person.id, person);
        const people = [...found.values()].slice(0, MAX_CANDIDATES);
        return {
          candidates: await Promise.all(
            people.map(async (person) => ({ id: person.id, name: person.name, label: await labelOf(org, person) })),
          ),
        };
      },
    }),

    'org.find_unit': action({
      about: 'Units that were typed, by present or old name; those of the speaker’s own commune first.',
      args: z.object({ query: text }),
      result: z.object({ candidates: z.array(z.object({ id: z.string(), name: z.string(), label: z.string() })) }),
      async run({ query: typed }, context) {
        const near = (await Promise.all((await places(context)).map((path) => candidatesOf(org, typed, path)))).flat();
        const found = near.length > 0 ? near : await candidatesOf(org, typed);
        return {
          candidates: found.map(({ unit, label, note }) => ({ id: unit.id, name: unit.name, label: note ?? label })),
        };
      },
    }),

    'org.register_group': action({
      about: 'Registers this group chat for a unit; only an administrator of the unit may.',
      args: z.object({ unit: z.string().optional(), unitText: text.optional() }),
      result: z.object({
        ok: z.boolean(),
        message: z.string(),
        group: z.string(),
        unit: z.string(),
        candidates: z.array(z.object({ id: z.string(), label: z.string() })),
      }),
      async run({ unit, unitText }, context) {
        const no = (message: string, candidates: { id: string; label: string }[] = []) => ({
          ok: false,
          message,
          group: '',
          unit: '',
          candidates,
        });
        if (context.threadKind !== 'group') return no('Chị nhắn lệnh này trong nhóm cần đăng ký ạ.');
        const scopes = await scopesOf(context);
        if (scopes.length === 0) return no('Việc này dành cho quản trị của đơn vị. Chị nhờ cán bộ Hội xã giúp ạ.');
        const inScope = (path: string) => scopes.find((scope) => within(scope, path));
        let chosen = unit === undefined || unit === '' ? undefined : await org.unit(unit);
        if (chosen === undefined && unitText !== undefined && unitText.trim() !== '') {
          const all = await candidatesOf(org, unitText);
          const mine = all.filter((candidate) => inScope(candidate.unit.path) !== undefined);
          if (mine.length > 1)
            return no(
              '',
              mine.map((candidate) => ({ id: candidate.unit.id, label: candidate.note ?? candidate.label })),
            );
          chosen = mine[0]?.unit;
          if (chosen === undefined)
            return no(
              `Em không thấy đơn vị “${unitText.slice(0, 60)}” trong phạm vi chị quản lý. Chị ghi lại tên giúp em ạ.`,
            );
        }
        if (chosen === undefined && (unit ?? '') === '') chosen = await org.unit(scopes[0]?.split('/').at(-2) ?? '');
        const scope = chosen === undefined ? undefined : inScope(chosen.path);
        if (chosen === undefined || scope === undefined)
          return no('Chị cho em biết nhóm này của đơn vị nào ạ (tên xã, phường hoặc chi hội).');
        const name = (await deps.threadName(context.thread)) ?? chosen.name;
        const done = await org.registerGroup({ thread: context.thread, unit: chosen.id, name }, scope);
        if (!done.ok) return no(done.error.message);
        return { ok: true, message: '', group: name, unit: chosen.name, candidates: [] };
      },
    }),

    'org.group': action({
      about: 'The unit that this group chat is registered for.',
      args: z.object({}),
      result: z.object({ registered: z.boolean(), name: z.string(), unit: z.string(), admin: z.boolean() }),
      async run(_, context) {
        const group = await org.groupOfThread(context.thread);
        const scopes = await scopesOf(context);
        const admin = scopes.some((scope) => group === undefined || within(scope, group.unit.path));
        return { registered: group !== undefined, name: group?.name ?? '', unit: group?.unit.name ?? '', admin };
      },
    }),
  };
};
