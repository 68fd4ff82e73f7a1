import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Chat } from '../chat/chat.ts';
import { vietnamese } from '../language/index.ts';
import type { OrgService } from '../org/types.ts';
import type { PublishLive } from '../web/route.ts';
import { type DifficultyDoc, supportModels } from './model.ts';
import { type AnswerInput, type Difficulty, MAX_REPORT_CHARACTERS, MAX_RESTRICTED_CHARACTERS } from './types.ts';

export interface SupportDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly org: OrgService;
  readonly chat: Pick<Chat, 'send' | 'directThread'>;
  readonly publish: PublishLive;
  /** Makes ids of reports. Default: random. */
  readonly newId?: () => string;
}

export interface Report {
  readonly text: string;
  /** Words that sound urgent make it so in any case. */
  readonly urgent: boolean;
  readonly place: string;
  readonly callback: string;
  readonly contact: string;
  readonly thread: string;
  /** The same when the same effect is run again. */
  readonly key: string;
  readonly at: Date;
}

/** What an administrator's rights to restricted cases depend on. */
export interface Reader {
  readonly id: string;
  readonly unitPath: string;
  readonly role: 'owner' | 'editor' | 'viewer';
}

/** The report in full. `open: false`: a restricted one in a list, without who and what. */
export const difficultyView = (doc: DifficultyDoc, open: boolean): Difficulty => {
  const shown = open || !doc.restricted;
  return {
    id: doc._id,
    code: doc.code,
    unitPath: doc.unitPath,
    unitName: doc.unitName,
    name: shown ? doc.name : '',
    text: shown ? doc.text : '',
    place: shown ? doc.place : '',
    callback: shown ? doc.callback : '',
    urgent: doc.urgent,
    restricted: doc.restricted,
    state: doc.state,
    createdAt: doc.createdAt.toISOString(),
    answers: shown
      ? doc.answers.map(({ by, text, at, delivery }) => ({
          by,
          text,
          at: at.toISOString(),
          sent: delivery === 'sent',
        }))
      : [],
  };
};

const ancestors = (unitPath: string): string[] => {
  const parts = unitPath.split('/').filter(Boolean);
  return ['/', ...parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}/`)];
};

/** Difficulties reported in chat, listed and answered by administrators. */
export const createSupportService = ({ connection, clock, org, chat, publish, newId }: SupportDeps) => {
  const { difficulties, counters, officers } = supportModels(connection);
  const makeId = newId ?? (() => crypto.randomUUID());
  const tell = (doc: DifficultyDoc) => publish({ topic: 'difficulty', id: doc._id, unitPath: doc.unitPath });

  const homeOf = async (contact: string, thread: string) => {
    const person = await org.personOfContact(contact);
    const unit = person?.posts[0]?.unit ?? (await org.groupOfThread(thread))?.unit;
    if (unit) return { person, unit };
    // Somebody nobody knows yet: the topmost unit hears of it.
    const top = (await org.unitsUnder('/'))[0];
    return { person, unit: top ?? { name: '', path: '/' } };
  };

  const nextCode = async (): Promise<string> => {
    const counter = await counters
      .findOneAndUpdate({ _id: 'difficulty' }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' })
      .lean();
    return `KK-${String(counter?.n ?? 1).padStart(4, '0')}`;
  };

  /** The officers named by the nearest unit above that named any; undefined when none did. */
  const namedFor = async (unitPath: string): Promise<readonly string[] | undefined> => {
    const found = await officers.find({ _id: { $in: ancestors(unitPath) } }).lean();
    return found.sort((a, b) => b._id.length - a._id.length)[0]?.admins;
  };

  const mayRead = async (doc: DifficultyDoc, reader: Reader): Promise<boolean> => {
    if (!doc.unitPath.startsWith(reader.unitPath)) return false;
    if (!doc.restricted) return true;
    const named = await namedFor(doc.unitPath);
    return named ? named.includes(reader.id) : reader.role === 'owner';
  };

  const deliver = async (doc: DifficultyDoc): Promise<void> => {
    for (const answer of doc.answers) {
      if (answer.delivery !== 'due' || answer.thread === undefined) continue;
      await chat.send([
        {
          key: `difficulty:${doc._id}:${answer.request}`,
          thread: answer.thread,
          message: { type: 'text', text: `Em gửi trả lời cho phản ánh ${doc.code} ạ:\n${answer.text}` },
          lane: 'reply',
        },
      ]);
      await difficulties.updateOne(
        { _id: doc._id },
        { $set: { 'answers.$[a].delivery': 'sent' } },
        { arrayFilters: [{ 'a.request': answer.request }] },
      );
    }
  };

  return {
    /** Whether the words speak of violence or danger. */
    assess: (text: string): boolean => vietnamese.soundsUrgent(text),

    /** Stores a report and gives its code; the same key again gives the same code. */
    async report(report: Report): Promise<Result<DifficultyDoc>> {
      const before = await difficulties.findOne({ key: report.key }).lean<DifficultyDoc>();
      if (before) return ok(before);
      const text = report.text.trim();
      if (text === '' && !report.urgent) {
        return fail('support.empty', 'Chị cho em biết khó khăn là gì ạ.', 'text');
      }
      const { person, unit } = await homeOf(report.contact, report.thread);
      const urgent = report.urgent || vietnamese.soundsUrgent(text);
      const doc: DifficultyDoc = {
        _id: makeId(),
        code: await nextCode(),
        key: report.key,
        contact: report.contact,
        ...(person ? { person: person.id } : {}),
        name: person?.name ?? '',
        unitPath: unit.path,
        unitName: unit.name,
        text: text.slice(0, urgent ? MAX_RESTRICTED_CHARACTERS : MAX_REPORT_CHARACTERS),
        place: report.place.trim().slice(0, 200),
        callback: report.callback.trim().slice(0, 30),
        urgent,
        restricted: urgent,
        state: 'new',
        answers: [],
        createdAt: report.at,
      };
      await difficulties.updateOne({ key: report.key }, { $setOnInsert: doc }, { upsert: true });
      tell(doc);
      return ok((await difficulties.findOne({ key: report.key }).lean<DifficultyDoc>()) ?? doc);
    },

    /** What a contact reported, newest first. */
    async mine(contact: string, limit = 10): Promise<DifficultyDoc[]> {
      return difficulties.find({ contact }).sort({ createdAt: -1, code: -1 }).limit(limit).lean<DifficultyDoc[]>();
    },

    /** What an administrator may see, newest first; restricted cases without who and what. */
    async list(reader: Reader, filter: { state?: DifficultyDoc['state']; limit: number }): Promise<Difficulty[]> {
      const range = { $gte: reader.unitPath, $lt: `${reader.unitPath.slice(0, -1)}0` };
      const docs = await difficulties
        .find({ unitPath: range, ...(filter.state === undefined ? {} : { state: filter.state }) })
        .sort({ createdAt: -1, code: -1 })
        .limit(filter.limit)
        .lean<DifficultyDoc[]>();
      const seen = await Promise.all(docs.map((doc) => mayRead(doc, reader)));
      return docs.filter((_, i) => seen[i]).map((doc) => difficultyView(doc, false));
    },

    /** One report, when this administrator may read it. */
    async read(id: string, reader: Reader): Promise<Result<DifficultyDoc>> {
      const doc = await difficulties.findById(id).lean<DifficultyDoc>();
      return doc && (await mayRead(doc, reader))
        ? ok(doc)
        : fail('support.unknown', 'Không có phản ánh này trong phạm vi của chị.', 'params.id');
    },

    /** Marks that somebody is working on it. */
    async take(id: string): Promise<DifficultyDoc | undefined> {
      const doc = await difficulties
        .findOneAndUpdate({ _id: id, state: 'new' }, { $set: { state: 'in_progress' } }, { returnDocument: 'after' })
        .lean<DifficultyDoc>();
      if (doc) tell(doc);
      return doc ?? (await difficulties.findById(id).lean<DifficultyDoc>()) ?? undefined;
    },

    /** Answers in her direct thread, never in a group. The same `request` again answers once. */
    async answer(id: string, input: AnswerInput, by: string): Promise<Result<DifficultyDoc>> {
      const before = await difficulties.findById(id).lean<DifficultyDoc>();
      if (!before) return fail('support.unknown', 'Không còn phản ánh này.', 'params.id');
      const thread = input.send ? await chat.directThread(before.contact) : undefined;
      if (input.send && thread === undefined) {
        return fail(
          'support.no_direct_chat',
          'Chưa có cuộc trò chuyện riêng với người báo nên em không gửi được. Chị gọi điện hoặc gặp trực tiếp, rồi ghi lại là đã trả lời.',
          'body.send',
        );
      }
      const answer = {
        request: input.request,
        by,
        text: input.text,
        at: clock.now(),
        delivery: input.send ? ('due' as const) : ('told' as const),
        ...(thread === undefined ? {} : { thread }),
      };
      await difficulties.updateOne(
        { _id: id, 'answers.request': { $ne: input.request } },
        { $push: { answers: answer }, $set: { state: 'answered' } },
      );
      const written = await difficulties.findById(id).lean<DifficultyDoc>();
      if (!written) return fail('support.unknown', 'Không còn phản ánh này.', 'params.id');
      await deliver(written);
      tell(written);
      return ok((await difficulties.findById(id).lean<DifficultyDoc>()) ?? written);
    },

    /** Sends answers that a crash kept from being handed to the chat. */
    async sweep(): Promise<void> {
      const due = difficulties.find({ 'answers.delivery': 'due' }).lean<DifficultyDoc[]>().cursor();
      for await (const doc of due) await deliver(doc as unknown as DifficultyDoc);
    },

    /**
     * Forgets a contact: who reported, how to call her back and what she wrote. That something was reported in the unit
     * stays, so that whoever holds her phone cannot make an open case disappear.
     */
    async forget(contact: string): Promise<void> {
      await difficulties.updateMany(
        { contact },
        {
          $set: { contact: 'forgotten', name: '', callback: '', text: '[đã xóa theo yêu cầu]', answers: [] },
          $unset: { person: 1 },
        },
      );
    },

    /** The officers for restricted cases that this very unit named. */
    async officersOf(unitPath: string): Promise<readonly string[]> {
      return (await officers.findById(unitPath).lean())?.admins ?? [];
    },

    /** Names the officers for restricted cases; an empty list leaves it to the unit above. */
    async nameOfficers(unitPath: string, admins: readonly string[]): Promise<void> {
      if (admins.length === 0) await officers.deleteOne({ _id: unitPath });
      else await officers.updateOne({ _id: unitPath }, { $set: { admins: [...new Set(admins)] } }, { upsert: true });
    },
  };
};
export type SupportService = ReturnType<typeof createSupportService>;
