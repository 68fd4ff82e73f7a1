import { fail, ok, type Result } from '../base/result.ts';
import { formatMoment } from '../base/time.ts';
import type { AnswerDoc, MeetingDoc } from './model.ts';
import { type Room, toldGroups } from './room.ts';
import type { AnswerList, AnswerRow, AnswerValue, Invitee } from './types.ts';
import { MAX_REASON_CHARACTERS } from './types.ts';

export interface AnswerInput {
  readonly meetingId: string;
  readonly contact: string;
  readonly thread: string;
  readonly answer: AnswerValue;
  readonly reason?: string;
  /** The same when the same effect is run again. */
  readonly key: string;
  readonly at: Date;
}

/** One row a person, by her newest answer over all her accounts; a contact without a person is a row of its own. */
export const answersByPerson = (
  docs: readonly AnswerDoc[],
  personOf: ReadonlyMap<string, { readonly person: string; readonly name: string }>,
  changes: number,
): AnswerRow[] => {
  const rows = new Map<string, AnswerDoc[]>();
  for (const doc of docs) {
    const who = personOf.get(doc.contact)?.person ?? doc.person ?? doc.contact;
    rows.set(who, [...(rows.get(who) ?? []), doc]);
  }
  return [...rows.values()].flatMap((mine) => {
    const last = mine.reduce<AnswerDoc | undefined>((a, b) => (a && a.at >= b.at ? a : b), undefined);
    if (!last) return [];
    const known = personOf.get(last.contact);
    const person = known?.person ?? last.person;
    const history = mine.flatMap((doc) => doc.history).sort((a, b) => a.at.getTime() - b.at.getTime());
    return [
      {
        ...(person === undefined ? {} : { person }),
        contact: last.contact,
        name: known?.name ?? last.name,
        answer: last.answer,
        ...(last.reason === undefined ? {} : { reason: last.reason }),
        at: last.at.toISOString(),
        beforeChange: last.changes < changes,
        history: history
          .slice(0, -1)
          .map(({ answer, reason, at }) => ({ answer, ...(reason ? { reason } : {}), at: at.toISOString() })),
      },
    ];
  });
};

/** Takes answers, and knows who is invited and who is silent. */
export const createAnswers = (room: Room) => {
  const { answers, meetings } = room.models;

  /** Everyone whose answer is awaited, each once, whatever groups and posts she has. */
  const invitees = async (meeting: MeetingDoc): Promise<Invitee[]> => {
    const unitPaths =
      meeting.groups.type === 'chosen'
        ? [...new Set((await toldGroups(room, meeting)).map((group) => group.unit.path))]
        : [meeting.unitPath];
    if (unitPaths.length === 0) return [];
    const filter = { unitPaths, on: meeting.at, ...(meeting.posts ? { posts: meeting.posts } : {}) };
    const people = new Map<string, Invitee>();
    for await (const { person, post, unit, contacts } of room.org.holders(filter)) {
      const before = people.get(person.id);
      const held = { post, unitPath: unit.path };
      people.set(
        person.id,
        before
          ? { ...before, posts: [...before.posts, held] }
          : {
              person: person.id,
              name: person.name,
              address: person.address,
              unit: { name: unit.name, path: unit.path },
              posts: [held],
              contacts,
            },
      );
    }
    return [...people.values()];
  };

  const sortedOut = async (meeting: MeetingDoc) => {
    const invited = await invitees(meeting);
    const personOf = new Map(
      invited.flatMap((p) => p.contacts.map((contact) => [contact, { person: p.person, name: p.name }] as const)),
    );
    const found = await answers.find({ meeting: meeting._id }).sort({ at: 1 }).lean();
    const who = await room.org.whose(found);
    const docs = found.map((doc, i) => (who[i] === undefined ? doc : { ...doc, person: who[i] }));
    const rows = answersByPerson(docs, personOf, meeting.changes);
    const answered = new Set(rows.map((row) => row.person));
    return { invited, rows, silent: invited.filter((p) => !answered.has(p.person)) };
  };

  return {
    invitees,

    async silent(meeting: MeetingDoc): Promise<Invitee[]> {
      return (await sortedOut(meeting)).silent;
    },

    async list(meeting: MeetingDoc): Promise<AnswerList> {
      const { invited, rows, silent } = await sortedOut(meeting);
      const yes = rows.filter((row) => row.answer === 'yes');
      const no = rows.filter((row) => row.answer === 'no');
      return {
        yes,
        no,
        silent: silent.map((p) => ({
          person: p.person,
          name: p.name,
          unit: p.unit.name,
          reachable: p.contacts.length > 0,
        })),
        counts: { invited: invited.length, yes: yes.length, no: no.length, silent: silent.length },
      };
    },

    /** Takes an answer; the last one counts and the earlier ones are kept. Refused once the meeting has begun. */
    async record(input: AnswerInput): Promise<Result<MeetingDoc>> {
      const meeting = await meetings.findById(input.meetingId).lean<MeetingDoc>();
      if (!meeting) return fail('meetings.unknown', 'Em không tìm thấy cuộc họp này nữa ạ.');
      if (meeting.state === 'cancelled') {
        return fail('meetings.cancelled', `${meeting.title} không tổ chức nữa ạ.`);
      }
      if (input.at >= meeting.at) {
        return fail(
          'meetings.begun',
          `${meeting.title} đã bắt đầu lúc ${formatMoment(meeting.at)} nên em không nhận trả lời nữa ạ.`,
        );
      }
      const person = await room.org.personOfContact(input.contact);
      const group = await room.org.groupOfThread(input.thread);
      const reason = input.reason?.trim().slice(0, MAX_REASON_CHARACTERS) || undefined;
      const _id = `${meeting._id}|${input.contact}`;
      const present = { answer: input.answer, at: input.at, ...(reason === undefined ? {} : { reason }) };
      const change = {
        $set: {
          meeting: meeting._id,
          contact: input.contact,
          ...(person ? { person: person.id, name: person.name } : {}),
          unitPath: person?.posts[0]?.unit.path ?? group?.unit.path ?? meeting.unitPath,
          changes: meeting.changes,
          ...present,
        },
        ...(reason === undefined ? { $unset: { reason: 1 } } : {}),
        $push: { history: { key: input.key, ...present } },
      };
      // Two steps, because an upsert on "has not this key" would make a second document when it has.
      await answers.updateOne(
        { _id },
        {
          $setOnInsert: {
            meeting: meeting._id,
            contact: input.contact,
            name: '',
            unitPath: meeting.unitPath,
            ...present,
            changes: meeting.changes,
            history: [],
          },
        },
        { upsert: true },
      );
      const written = await answers.updateOne({ _id, 'history.key': { $ne: input.key } }, change);
      if (written.modifiedCount > 0) {
        room.publish({ topic: 'meeting', id: meeting._id, unitPath: meeting.unitPath });
      }
      return ok(meeting);
    },

    /** How many meetings she answered to, on all her accounts. */
    async countOf(contact: string): Promise<number> {
      const mine = { contact: { $in: [...(await room.org.accountsOf(contact))] } };
      return (await answers.distinct('meeting', mine)).length;
    },

    /** Erases a contact's answers with their reasons. */
    async forget(contact: string): Promise<void> {
      await answers.deleteMany({ contact });
    },

    /** What she answered to these meetings, on any of her accounts, by meeting id. */
    async of(contact: string, meetingIds: readonly string[]): Promise<Map<string, AnswerValue>> {
      const person = await room.org.personOfContact(contact);
      const accounts = [...(await room.org.accountsOf(contact))];
      const ids = person ? [...(await room.org.personIds(person.id))] : [];
      const docs = await answers
        .find({ meeting: { $in: meetingIds }, $or: [{ contact: { $in: accounts } }, { person: { $in: ids } }] })
        .sort({ at: 1 })
        .lean();
      const who = await room.org.whose(docs);
      const hers = docs.filter((doc, i) => doc.contact === contact || who[i] === person?.id);
      return new Map(hers.map((doc) => [doc.meeting, doc.answer]));
    },
  };
};
export type Answers = ReturnType<typeof createAnswers>;
