import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Result } from '../../../src/base/result.ts';
import { createLearningService, type LearningService } from '../../../src/learning/service.ts';
import { createMeetingService, type MeetingService } from '../../../src/meetings/service.ts';
import { fakeChat, fakeQuestions, question } from '../../learning/support.ts';
import { fakeQueue } from '../../meetings/support.ts';
import { addPerson, BA_BE, openTestOrg } from '../support.ts';

/** What other rooms keep of people, while two records become one and are taken apart again: real rooms, one store. */

let room: Awaited<ReturnType<typeof openTestOrg>>;
let learning: LearningService;
let meetings: MeetingService;
let ann: string;
let bob: string;
beforeEach(async () => {
  room = await openTestOrg();
  const { connection, clock, org, deps } = room;
  const { chat } = fakeChat();
  const publish = deps.publishLive;
  learning = createLearningService({
    connection,
    clock,
    org,
    questions: fakeQuestions([question('q1'), question('q2'), question('q3')]),
    chat,
    publish,
  });
  meetings = createMeetingService({
    connection,
    clock,
    org,
    chat,
    queue: fakeQueue(clock).queue,
    attendance: learning.attendance,
    publish,
    logger: deps.logger,
  });
  // One woman in two records, each with an account of its own, and somebody else.
  ann = await addPerson(org, 'Nông Thị Lan', 'xa-2025-01906');
  bob = await addPerson(org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'pho_chu_tich_co_so' });
  const cat = await addPerson(org, 'Lý Thị Mai', 'xa-2025-01906');
  await org.linkContact('zalo:ann', ann);
  await org.linkContact('messenger:bob', bob);
  await org.linkContact('zalo:cat', cat);
  await org.registerGroup({ thread: 'zalo:g', unit: 'xa-2025-01906', name: 'Ba Bể' }, '/');
});
afterEach(() => room.close());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const by = { name: 'Ann', scope: '/' };
const merge = async () => {
  const done = await room.org.mergePeople(ann, bob, by);
  if (!done.ok) throw new Error(done.error.message);
  return () => room.org.undoMerge(done.value.merge.id, by);
};

/** A counted quiz of three questions in the group; who answers what, then it ends. */
const play = async (answers: Readonly<Record<string, readonly string[]>>): Promise<string> => {
  const quiz = value(
    await learning.quizzes.create(
      {
        title: 'Đố vui',
        choice: { type: 'all' },
        count: 3,
        secondsPerQuestion: 60,
        countsToTarget: true,
        unitPath: BA_BE,
      },
      'admin',
    ),
  );
  const { started } = value(await learning.runs.start(quiz, { scope: BA_BE, request: 'r1' }));
  const runId = started[0]?.runId ?? '';
  for (const [contact, questions] of Object.entries(answers))
    value(
      await learning.attempts.record({
        runId,
        thread: 'zalo:g',
        key: contact,
        answers: questions.map((questionId) => ({ contact, questionId, option: 0, at: room.clock.now() })),
      }),
    );
  value(await learning.results.finish(runId, room.clock.now()));
  return runId;
};
const board = async (runId: string) =>
  ((await learning.results.results(runId))?.scoreboard ?? []).map(({ person, answered }) => [person, answered]);
const counts = async () =>
  (await learning.progress.summary(BA_BE, 2026)).map(({ persons, attendances }) => [persons, attendances]);

test('a quiz that she played from both accounts is one row and one lượt, and two again afterwards', async () => {
  const runId = await play({ 'zalo:ann': ['q1', 'q2', 'q3'], 'messenger:bob': ['q1', 'q2', 'q3'], 'zalo:cat': ['q1'] });
  const before = { board: await board(runId), counts: await counts() };
  expect(before.board).toHaveLength(3);
  const undo = await merge();
  expect((await board(runId)).filter(([person]) => person === ann)).toEqual([[ann, 3]]);
  expect(await board(runId)).toHaveLength(2);
  expect(await learning.progress.attendancesOf(ann, 2026)).toBe(1);
  const all = { from: new Date(0), to: new Date(8.64e15) };
  expect(await learning.attempts.totals('zalo:ann', all.from, all.to)).toMatchObject({ answered: 6, quizzes: 1 });
  expect((await undo()).ok).toBe(true);
  expect({ board: await board(runId), counts: await counts() }).toEqual(before);
  expect(await learning.attempts.totals('zalo:ann', all.from, all.to)).toMatchObject({ answered: 3 });
});

test('a lượt with both records is one, for the targets of both posts', async () => {
  const activity = { type: 'class' as const, id: 'c1', title: 'Lớp' };
  const held = (post: 'chi_hoi_truong' | 'pho_chu_tich_co_so') => [{ post, unitPath: BA_BE }];
  await learning.attendance.add(activity, room.clock.now(), [
    { person: ann, name: 'Lan', posts: held('chi_hoi_truong') },
    { person: bob, name: 'Lan', posts: held('pho_chu_tich_co_so') },
  ]);
  const before = await counts();
  const undo = await merge();
  expect(await learning.progress.attendancesOf(ann, 2026)).toBe(1);
  // Leaders of the unit are counted by lượt, heads of chapters by woman: she is one of each, as before.
  expect(await counts()).toEqual(before);
  await undo();
  expect(await counts()).toEqual(before);
});

test('answers before the merge, and from the other account during it, are hers then and the other’s afterwards', async () => {
  const meeting = value(
    await meetings.meetings.create(
      {
        title: 'Họp',
        kind: 'hop_bch',
        unit: { name: 'Xã Ba Bể', path: BA_BE },
        at: '2026-12-07T19:00:00+07:00',
        place: '',
        agenda: '',
        groups: { type: 'unit' },
        reminders: [],
        countsToTarget: true,
      },
      { by: 'admin', announce: false },
    ),
  );
  const answer = (contact: string, says: 'yes' | 'no', key: string) =>
    meetings.answers.record({
      meetingId: meeting._id,
      contact,
      thread: 'zalo:g',
      answer: says,
      key,
      at: room.clock.now(),
    });
  const list = async () => {
    const { yes, no, counts: numbers } = await meetings.answers.list(meeting);
    return { yes: yes.map((row) => row.person), no: no.map((row) => row.person), silent: numbers.silent };
  };
  await answer('zalo:ann', 'yes', 'k1');
  const undo = await merge();
  expect(await list()).toEqual({ yes: [ann], no: [], silent: 1 });
  expect([...(await meetings.answers.of('messenger:bob', [meeting._id])).values()]).toEqual(['yes']);
  await room.clock.advance(60_000);
  await answer('messenger:bob', 'no', 'k2');
  expect(await list()).toEqual({ yes: [], no: [ann], silent: 1 });
  await undo();
  expect(await list()).toEqual({ yes: [ann], no: [bob], silent: 1 });
  expect([...(await meetings.answers.of('zalo:ann', [meeting._id])).values()]).toEqual(['yes']);
});

test('who was marked present under both records is one, and both again afterwards, also when marked anew', async () => {
  const meeting = value(
    await meetings.meetings.create(
      {
        title: 'Tập huấn',
        kind: 'tap_huan',
        unit: { name: 'Xã Ba Bể', path: BA_BE },
        at: '2026-11-23T10:00:00+07:00',
        place: '',
        agenda: '',
        groups: { type: 'unit' },
        reminders: [],
        countsToTarget: true,
      },
      { by: 'admin', announce: false },
    ),
  );
  await room.clock.advance(4 * 3_600_000);
  const marked = async () => ((await meetings.meetings.get(meeting._id))?.present ?? []).map(({ person }) => person);
  value(await meetings.meetings.markPresent(meeting._id, [ann, bob]));
  const before = { marked: await marked(), counts: await counts() };
  const undo = await merge();
  expect(await learning.progress.attendancesOf(ann, 2026)).toBe(1);
  value(await meetings.meetings.markPresent(meeting._id, [ann]));
  expect(await learning.progress.attendancesOf(ann, 2026)).toBe(1);
  await undo();
  expect({ marked: await marked(), counts: await counts() }).toEqual(before);
});
