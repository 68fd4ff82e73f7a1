import { fail, ok, type Result } from '../base/result.ts';
import { matchName } from '../language/name.ts';
import { dayOf, earlierOf, OPEN_END, showDay } from './days.ts';
import { aliasReads } from './merges/aliases.ts';
import { forgetMerges } from './merges/forget.ts';
import type { LinkDoc, PersonDoc, PostDoc } from './model.ts';
import { cursorOf, heldOn, inScope, peopleCondition, personOf } from './people-query.ts';
import { normalisePhone } from './phone.ts';
import type { OrgRoom } from './room.ts';
import { outOfScope, ROOT_PATH, within } from './scope.ts';
import { fold, sortKey } from './text.ts';
import { validOn } from './tree.ts';
import type {
  Changed,
  NewPerson,
  NewPost,
  PeoplePage,
  PeopleQuery,
  PersonEdit,
  PersonRecord,
  PostEdit,
} from './types.ts';

/** How a person is shown: to whom, and whether her number is masked. */
export interface View {
  readonly scope: string;
  /** Default true. */
  readonly mask?: boolean;
}

/** People and their posts. `scope` is the path of whoever acts: who has no post under it does not exist for her. */
export interface PeopleService {
  people(query: PeopleQuery, view: View): Promise<PeoplePage>;
  person(id: string, view: View): Promise<PersonRecord | undefined>;
  createPerson(
    request: NewPerson & { readonly sample?: boolean; readonly id?: string },
    scope: string,
  ): Promise<Result<Changed<PersonRecord>>>;
  updatePerson(id: string, edit: PersonEdit, scope: string): Promise<Result<Changed<PersonRecord>>>;
  addPost(person: string, post: NewPost, scope: string): Promise<Result<Changed<PersonRecord>>>;
  /** Corrects a post, or ends it with `to`. */
  editPost(person: string, post: string, edit: PostEdit, scope: string): Promise<Result<Changed<PersonRecord>>>;
  /** Removes what is kept about her. Her past posts stay, without name and number, so that reports still add up. */
  forgetPerson(id: string, scope: string): Promise<Result<Changed<PersonRecord>>>;
  /** The one person who has this number (normalised); undefined when nobody has it, or two do. For this room only. */
  personByPhone(phone: string): Promise<PersonRecord | undefined>;
  /** Whose name was typed among those in post today; `many` when names only differ in what was not typed. */
  findPerson(text: string, scope: string): Promise<{ type: 'one' | 'many' | 'none'; people: PersonRecord[] }>;
}

const FORGOTTEN = '(đã xóa theo yêu cầu)';
/** Namesakes looked at for one typed name. */
const MAX_NAMESAKES = 200;

export const peopleService = (room: OrgRoom): PeopleService => {
  const { models, directory, clock, newId, changed } = room;
  const aliases = aliasReads(room);
  const today = () => dayOf(clock.now());

  const show = async (docs: readonly PersonDoc[], view: View): Promise<PersonRecord[]> => {
    const { byId } = await directory.index();
    const links = await models.links
      .find({ person: { $in: docs.map((doc) => doc._id) } })
      .sort({ activeAt: -1, at: -1 })
      .lean<LinkDoc[]>();
    return docs.map((doc) =>
      personOf(
        doc,
        links.filter((link) => link.person === doc._id).map((link) => link._id),
        byId,
        { scope: view.scope, mask: view.mask ?? true },
      ),
    );
  };
  const read = async (id: string, scope: string): Promise<PersonDoc | null> =>
    models.people.findOne({ _id: id, ...inScope(scope) }).lean<PersonDoc>();
  const showOne = async (id: string, scope: string): Promise<PersonRecord | undefined> => {
    const doc = await read(id, scope);
    return doc === null ? undefined : (await show([doc], { scope }))[0];
  };

  const postDoc = async (request: NewPost, scope: string, place: string): Promise<Result<PostDoc>> => {
    const unit = await directory.get(request.unit);
    if (unit === undefined || !within(scope, unit.path)) return outOfScope('đơn vị của chức danh');
    if (!validOn(unit, request.from))
      return fail(
        'org.unit_not_valid',
        `${unit.name} không hoạt động vào ngày ${showDay(request.from)}. Chị chọn đơn vị hoặc ngày khác.`,
        `${place}.from`,
      );
    if (request.to !== undefined && request.to < request.from) return endsBeforeItBegins(`${place}.to`);
    return ok({
      id: newId(),
      post: request.post,
      unit: unit.id,
      unitPath: unit.path,
      from: request.from,
      to: request.to ?? unit.validTo ?? OPEN_END,
      how: request.how ?? null,
      decision: request.decision ?? null,
    });
  };

  /** One number is one person's; the sentence names her only to who may see her. */
  const phoneFor = async (typed: string | undefined, scope: string, self?: string): Promise<Result<string | null>> => {
    if (typed === undefined || typed.trim() === '') return ok(null);
    const phone = normalisePhone(typed);
    if (!phone.ok) return fail(phone.error.code, phone.error.message, 'body.phone');
    const owner = await models.people.findOne({ phone: phone.value, _id: { $ne: self ?? '' } }).lean<PersonDoc>();
    if (owner === null) return ok(phone.value);
    const seen = owner.posts.some((post) => within(scope, post.unitPath));
    return fail(
      'org.phone_taken',
      `Số điện thoại này đã ghi cho ${seen ? `chị ${owner.name}` : 'một người ở đơn vị khác'}. Chị kiểm tra lại số.`,
      'body.phone',
    );
  };

  const edited = async (
    id: string,
    scope: string,
    before: PersonRecord | undefined,
  ): Promise<Result<Changed<PersonRecord>>> => {
    const after = await showOne(id, scope);
    const path = after?.posts[0]?.unit.path ?? before?.posts[0]?.unit.path ?? scope;
    changed('people', path, id);
    return ok({ ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  };

  return {
    async people(query, view) {
      let path = view.scope;
      if (query.unit !== undefined) {
        const unit = await directory.get(query.unit);
        if (unit === undefined || !within(view.scope, unit.path)) return { items: [], total: 0 };
        path = unit.path;
      }
      const { after: _, ...whole } = query;
      const docs = await models.people
        .find(peopleCondition(query, path, today()))
        .sort({ sort: 1, _id: 1 })
        .limit(query.limit + 1)
        .lean<PersonDoc[]>();
      const page = docs.slice(0, query.limit);
      const last = page.at(-1);
      return {
        items: await show(page, view),
        total: await models.people.countDocuments(peopleCondition(whole, path, today())),
        ...(docs.length > query.limit && last !== undefined ? { next: cursorOf(last) } : {}),
      };
    },

    async person(id, view) {
      // Somebody who was merged is found under her old id too: old links and offers in chat lead to who she is today.
      const doc = (await read(id, view.scope)) ?? (await read(await aliases.currentPerson(id), view.scope));
      return doc === null ? undefined : (await show([doc], view))[0];
    },

    async createPerson(request, scope) {
      const posts: PostDoc[] = [];
      for (const [i, post] of request.posts.entries()) {
        const made = await postDoc(post, scope, `body.posts.${i}`);
        if (!made.ok) return made;
        posts.push(made.value);
      }
      const phone = await phoneFor(request.phone, scope);
      if (!phone.ok) return phone;
      const id = request.id ?? newId();
      const doc: Omit<PersonDoc, '_id'> = {
        name: request.name,
        sort: sortKey(request.name),
        folded: fold(request.name),
        address: request.address,
        phone: phone.value,
        posts,
        sample: request.sample ?? false,
        createdAt: clock.now(),
      };
      await models.people.updateOne({ _id: id }, { $setOnInsert: doc }, { upsert: true });
      return edited(id, scope, undefined);
    },

    async updatePerson(id, edit, scope) {
      const before = await showOne(id, scope);
      if (before === undefined) return outOfScope('người này');
      const phone = edit.phone === undefined ? undefined : await phoneFor(edit.phone, scope, id);
      if (phone !== undefined && !phone.ok) return phone;
      await models.people.updateOne(
        { _id: id },
        {
          $set: {
            ...(edit.name === undefined ? {} : { name: edit.name, sort: sortKey(edit.name), folded: fold(edit.name) }),
            ...(edit.address === undefined ? {} : { address: edit.address }),
            ...(phone === undefined ? {} : { phone: phone.value }),
          },
        },
      );
      return edited(id, scope, before);
    },

    async addPost(person, post, scope) {
      const before = await showOne(person, scope);
      if (before === undefined) return outOfScope('người này');
      const twin = before.posts.find(
        (held) => held.post === post.post && held.unit.id === post.unit && held.to === undefined,
      );
      if (twin !== undefined)
        return fail('org.same_post', `${before.name} đang giữ chức danh này ở ${twin.unit.name}.`, 'body.post');
      const made = await postDoc(post, scope, 'body');
      if (!made.ok) return made;
      // The same wish twice at once adds one post.
      const open = { $elemMatch: { post: post.post, unit: post.unit, to: OPEN_END } };
      await models.people.updateOne({ _id: person, posts: { $not: open } }, { $push: { posts: made.value } });
      return edited(person, scope, before);
    },

    async editPost(person, post, edit, scope) {
      const before = await showOne(person, scope);
      const held = before?.posts.find((one) => one.id === post);
      if (before === undefined || held === undefined) return outOfScope('chức danh này');
      const from = edit.from ?? held.from;
      const to = edit.to === undefined ? held.to : (edit.to ?? undefined);
      if (to !== undefined && to < from) return endsBeforeItBegins('body.to');
      const unit = await directory.get(held.unit.id);
      if (unit !== undefined && !validOn(unit, from))
        return fail('org.unit_not_valid', `${unit.name} không hoạt động vào ngày ${showDay(from)}.`, 'body.from');
      await models.people.updateOne(
        { _id: person, 'posts.id': post },
        {
          $set: {
            'posts.$.post': edit.post ?? held.post,
            'posts.$.from': from,
            'posts.$.to': to ?? OPEN_END,
            'posts.$.how': edit.how ?? held.how ?? null,
            'posts.$.decision': edit.decision ?? held.decision ?? null,
          },
        },
      );
      return edited(person, scope, before);
    },

    async forgetPerson(id, scope) {
      const before = await showOne(id, scope);
      if (before === undefined) return outOfScope('người này');
      // Links first: a crash in between leaves her unknown in chat, and asking again finishes it.
      await models.links.deleteMany({ person: id });
      await forgetMerges(models, id, FORGOTTEN);
      const doc = await read(id, scope);
      await models.people.updateOne(
        { _id: id },
        {
          $set: {
            name: FORGOTTEN,
            sort: sortKey(FORGOTTEN),
            folded: fold(FORGOTTEN),
            address: 'chưa rõ',
            phone: null,
            posts: (doc?.posts ?? []).map((post) => ({ ...post, to: earlierOf(post.to, today()), decision: null })),
          },
        },
      );
      changed('people', before.posts[0]?.unit.path ?? scope, id);
      // The audit log must not keep what she asked to be forgotten.
      return ok({ before: { ...before, name: FORGOTTEN, phone: undefined, contacts: [] } as PersonRecord });
    },

    async personByPhone(phone) {
      const docs = await models.people.find({ phone }).limit(2).lean<PersonDoc[]>();
      return docs.length === 1 ? (await show(docs, { scope: ROOT_PATH }))[0] : undefined;
    },

    async findPerson(text, scope) {
      const word = fold(text)
        .split(' ')
        .filter((part) => part.length > 1)
        .at(-1);
      if (word === undefined) return { type: 'none', people: [] };
      const docs = await models.people
        .find({ $and: [heldOn([scope], today()), { folded: { $regex: `(^| )${word}( |$)` } }] })
        .sort({ sort: 1, _id: 1 })
        .limit(MAX_NAMESAKES)
        .lean<PersonDoc[]>();
      const match = matchName(
        text,
        docs.map((doc) => doc.name),
      );
      if (match.type === 'none') return { type: 'none', people: [] };
      const chosen = (match.type === 'one' ? [match.index] : match.indexes).flatMap((i) => docs[i] ?? []);
      return { type: match.type, people: await show(chosen, { scope }) };
    },
  };
};

const endsBeforeItBegins = (place: string): Result<never> =>
  fail('org.bad_day', 'Ngày kết thúc phải sau ngày bắt đầu giữ chức danh.', place);
