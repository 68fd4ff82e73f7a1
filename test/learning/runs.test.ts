import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionContext } from '../../src/flow/action.ts';
import { learningActions } from '../../src/learning/actions.ts';
import { learningModels } from '../../src/learning/model.ts';
import { learningPersonalData } from '../../src/learning/personal-data.ts';
import { createLearningService, type LearningService } from '../../src/learning/service.ts';
import type { Quiz } from '../../src/learning/types.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import {
  CHANG_GROUP,
  fakeChat,
  fakeLive,
  fakeOrg,
  fakeQuestions,
  NA_RI,
  NA_RI_GROUP,
  type Officer,
  question,
  value,
} from './support.ts';

const START = '2026-11-23T12:00:00Z';
let store: TestStore;
let clock: FakeClock;
let chat: ReturnType<typeof fakeChat>;
let live: ReturnType<typeof fakeLive>;
let officers: Officer[];
let service: LearningService;
let ids: number;

/** The service anew over the same store: a restart. */
const restart = () => {
  service = createLearningService({
    connection: store.connection,
    clock,
    org: fakeOrg(officers),
    questions: fakeQuestions([question('q1'), question('q2', 1), question('q3', 2), question('q4')]),
    chat: chat.chat,
    publish: live.publish,
    newId: () => `id${++ids}`,
  });
};

beforeEach(async () => {
  store = await openTestStore();
  clock = fakeClock(START);
  chat = fakeChat();
  live = fakeLive();
  ids = 0;
  officers = [
    { person: 'ann', name: 'Ann', post: 'chu_tich_co_so', unit: NA_RI.id, contacts: ['zalo:ann'] },
    { person: 'bob', name: 'Bob', post: 'chi_hoi_truong', unit: 'ban-chang', contacts: ['zalo:bob'] },
  ];
  restart();
});
afterEach(() => store.close());

const makeQuiz = async (change: { count?: number; countsToTarget?: boolean } = {}): Promise<Quiz> =>
  value(
    await service.quizzes.create(
      {
        title: 'Đố vui bình đẳng giới',
        choice: { type: 'all' },
        count: 3,
        secondsPerQuestion: 60,
        countsToTarget: true,
        unitPath: NA_RI.path,
        ...change,
      },
      'admin-1',
    ),
  );

const startIn = async (quiz: Quiz, groups: string[], request = 'request-1') =>
  value<{ started: { runId: string; thread: string }[]; skipped: { groupName: string; reason: string }[] }>(
    await service.runs.start(quiz, { scope: NA_RI.path, groups, request }),
  );

const context = (change: Partial<ActionContext> = {}): ActionContext => ({
  account: 'zalo',
  thread: NA_RI_GROUP.thread,
  threadKind: 'group',
  key: 'session.1.1',
  now: clock.now(),
  ...change,
});
const act = (name: string, args: Record<string, unknown>, change: Partial<ActionContext> = {}) => {
  const found = learningActions(service)[name];
  if (!found) throw new Error(`no action ${name}`);
  return found.run(found.args.parse(args), context(change)) as Promise<Record<string, unknown>>;
};
const answer = (contact: string, q: string, option: number) => ({
  contact,
  name: contact,
  question: q,
  option,
  correct: true,
  at: clock.now().toISOString(),
});

describe('starting a quiz in groups', () => {
  it('starts the group flow once in each group, also when the button is pressed twice', async () => {
    const quiz = await makeQuiz();
    const first = await startIn(quiz, ['g1', 'g2']);
    const again = await startIn(quiz, ['g1', 'g2']);
    expect(first.started.map((s) => s.thread)).toEqual([NA_RI_GROUP.thread, CHANG_GROUP.thread]);
    expect(again.started.map((s) => s.runId)).toEqual(first.started.map((s) => s.runId));
    expect(chat.starts.map((s) => [s.thread, s.flow, s.vars])).toEqual(
      first.started.map((s) => [s.thread, 'cau-hoi-nhom', { quizId: quiz.id, runId: s.runId }]),
    );
  });

  it('skips a group where the same quiz still runs, and starts there again when it is over', async () => {
    const quiz = await makeQuiz();
    const [run] = (await startIn(quiz, ['g1'])).started;
    await act('learning.quiz', { id: quiz.id, runId: run?.runId });
    const second = await startIn(quiz, ['g1', 'g2'], 'request-2');
    expect(second.skipped.map((s) => s.groupName)).toEqual([NA_RI_GROUP.name]);
    expect(second.started).toHaveLength(1);
    value(await service.results.finish(run?.runId ?? '', clock.now()));
    expect((await startIn(quiz, ['g1'], 'request-3')).started).toHaveLength(1);
  });

  it.each([
    ['a group outside the scope', '/19/02155/', ['g3'], 'learning.unknown_group'],
    ['a unit without groups', '/19/99999/', undefined, 'learning.no_groups'],
  ])('refuses %s', async (_, scope, groups, code) => {
    const quiz = await makeQuiz();
    const result = await service.runs.start(quiz, { scope, request: 'request-1', ...(groups ? { groups } : {}) });
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(chat.starts).toEqual([]);
  });

  it('asks again for a flow whose start was lost in a crash, under the same key', async () => {
    const quiz = await makeQuiz();
    chat.failing.add(NA_RI_GROUP.thread);
    await expect(startIn(quiz, ['g1'])).rejects.toThrow('busy');
    chat.failing.clear();
    restart();
    await clock.advance(2 * 60_000);
    expect(await service.runs.sweep(clock.now())).toEqual({ restarted: 1, closed: 0 });
    await service.runs.sweep(clock.now());
    expect(chat.starts).toHaveLength(1);
  });

  it('gives up a run whose flow never ended', async () => {
    const quiz = await makeQuiz();
    const [run] = (await startIn(quiz, ['g1'])).started;
    await clock.advance(3 * 60 * 60_000);
    expect((await service.runs.sweep(clock.now())).closed).toBe(1);
    expect((await service.results.get(run?.runId ?? ''))?.state).toBe('abandoned');
    expect((await startIn(quiz, ['g1'], 'request-2')).started).toHaveLength(1);
  });
});

describe('a live run', () => {
  const play = async () => {
    const quiz = await makeQuiz();
    const [run] = (await startIn(quiz, ['g1'])).started;
    const opened = await act('learning.quiz', { id: quiz.id, runId: run?.runId });
    return { quiz, runId: run?.runId ?? '', opened };
  };
  const answers = () => [
    answer('zalo:ann', 'q1', 0),
    answer('zalo:ann', 'q2', 1),
    answer('zalo:ann', 'q3', 0),
    answer('zalo:bob', 'q1', 0),
    answer('zalo:bob', 'q2', 0),
    answer('zalo:stranger', 'q1', 0),
  ];

  it('opens with its questions, sources and seconds', async () => {
    const { opened, runId } = await play();
    expect(opened).toMatchObject({ found: true, message: '', runId, secondsPerQuestion: 60 });
    expect((opened.questions as { id: string }[]).map((q) => q.id)).toEqual(['q1', 'q2', 'q3']);
  });

  it('is recorded once, graded here, and shows board, difficulty and who took part', async () => {
    const { runId } = await play();
    const args = { runId, answers: answers(), finished: true };
    expect(await act('learning.record_run', args)).toEqual({ ok: true, message: '', recorded: 6 });
    restart();
    expect(await act('learning.record_run', args)).toEqual({ ok: true, message: '', recorded: 6 });
    const results = await service.results.results(runId);
    expect(results?.run.state).toBe('finished');
    expect(results?.participants).toBe(3);
    expect(results?.scoreboard.map((s) => [s.rank, s.name, s.correct, s.answered, s.tookPart])).toEqual([
      [1, 'Ann', 2, 3, true],
      [2, 'Bob', 1, 2, true],
      [2, 'zalo:stranger', 1, 1, false],
    ]);
    expect(results?.questions.map((q) => [q.id, q.answered, q.correct, q.difficulty])).toEqual([
      ['q1', 3, 3, 'dễ'],
      ['q2', 2, 1, 'chưa rõ'],
      ['q3', 1, 0, 'chưa rõ'],
    ]);
    expect(await learningModels(store.connection).attempts.countDocuments()).toBe(6);
  });

  it('gives one attendance to each known officer who took part, also when the quiz is played in her second group', async () => {
    const { quiz, runId } = await play();
    await act('learning.record_run', { runId, answers: answers(), finished: true });
    const [second] = (await startIn(quiz, ['g2'], 'request-2')).started;
    const elsewhere = { thread: CHANG_GROUP.thread, key: 'other.1.1' };
    await act('learning.quiz', { id: quiz.id, runId: second?.runId }, elsewhere);
    const args = { runId: second?.runId, answers: answers(), finished: true };
    await act('learning.record_run', args, elsewhere);
    const book = await learningModels(store.connection).attendances.find().sort({ person: 1 }).lean();
    expect(book.map((a) => [a.person, a.activity, a.year, a.posts])).toEqual([
      [
        'ann',
        { type: 'quiz', id: quiz.id, title: quiz.title },
        2026,
        [{ post: 'chu_tich_co_so', unitPath: '/19/02155/' }],
      ],
      [
        'bob',
        { type: 'quiz', id: quiz.id, title: quiz.title },
        2026,
        [{ post: 'chi_hoi_truong', unitPath: '/19/02155/ban-chang/' }],
      ],
    ]);
  });

  it('gives no attendance when the quiz does not count towards the target', async () => {
    const quiz = await makeQuiz({ countsToTarget: false });
    const [run] = (await startIn(quiz, ['g1'])).started;
    await act('learning.record_run', { runId: run?.runId, answers: answers(), finished: true });
    expect(await learningModels(store.connection).attendances.countDocuments()).toBe(0);
  });

  it('keeps results as they were asked when the question bank is corrected afterwards', async () => {
    const { runId } = await play();
    service = createLearningService({
      connection: store.connection,
      clock,
      org: fakeOrg(officers),
      questions: fakeQuestions([]),
      chat: chat.chat,
      publish: live.publish,
    });
    expect(await act('learning.record_run', { runId, answers: answers(), finished: true })).toMatchObject({ ok: true });
    expect((await service.results.results(runId))?.questions).toHaveLength(3);
  });

  it.each([
    ['a question that was not asked', { question: 'q9' }, 'Không có câu hỏi q9'],
    ['an option that does not exist', { option: 7 }, 'chỉ có 3 lựa chọn'],
  ])('refuses %s and writes nothing', async (_, change, message) => {
    const { runId } = await play();
    const given = [...answers(), { ...answer('zalo:ann', 'q1', 0), ...change }];
    const result = await act('learning.record_run', { runId, answers: given, finished: true });
    expect(result).toMatchObject({ ok: false, recorded: 0 });
    expect(result.message).toContain(message);
    expect(await learningModels(store.connection).attempts.countDocuments()).toBe(0);
  });

  it('makes a run of its own when a broadcast names only the quiz, the same one when the effect is run again', async () => {
    const quiz = await makeQuiz();
    const first = await act('learning.quiz', { id: quiz.id });
    const again = await act('learning.quiz', { id: quiz.id });
    expect(first.found).toBe(true);
    expect(again.runId).toBe(first.runId);
    expect((await service.results.list('/19/'))[0]).toMatchObject({
      unitPath: NA_RI.path,
      groupName: NA_RI_GROUP.name,
    });
  });

  it('gives a woman her attendance when she is linked to the roster after the quiz', async () => {
    const { runId } = await play();
    await act('learning.record_run', { runId, answers: answers(), finished: true });
    const late = [answer('zalo:cat', 'q1', 0), answer('zalo:cat', 'q2', 0)];
    await service.attempts.record({
      runId,
      thread: NA_RI_GROUP.thread,
      key: 'late',
      answers: late.map((a) => ({ contact: a.contact, questionId: a.question, option: a.option, at: clock.now() })),
    });
    officers.push({ person: 'cat', name: 'Cat', post: 'uv_bch', unit: NA_RI.id, contacts: ['zalo:cat'] });
    await service.results.attribute('zalo:cat');
    await service.results.attribute('zalo:cat');
    const book = await learningModels(store.connection).attendances.find().sort({ person: 1 }).lean();
    expect(book.map((a) => a.person)).toEqual(['ann', 'bob', 'cat']);
    expect((await service.results.results(runId))?.scoreboard.map((r) => r.name)).toContain('Cat');
  });

  it('keeps its counts and loses the name when a woman asks to be forgotten', async () => {
    const { runId } = await play();
    await act('learning.record_run', { runId, answers: answers(), finished: true });
    const given = { answers: [answer('zalo:ann', 'q4', 0)] };
    await act('learning.record_attempt', given, { thread: 'zalo:d-ann', threadKind: 'direct', contact: 'zalo:ann' });
    const data = learningPersonalData(service);
    expect(await data.list('zalo:ann')).toEqual([{ label: 'Trắc nghiệm', value: 'đã làm 4 câu, đúng 3 câu' }]);
    await data.forget('zalo:ann');
    await data.forget('zalo:ann');
    expect(await data.list('zalo:ann')).toEqual([]);
    const results = await service.results.results(runId);
    expect(results?.participants).toBe(3);
    expect(results?.scoreboard[0]).toMatchObject({ correct: 2, answered: 3, name: '' });
    const kept = await learningModels(store.connection).attempts.find().lean();
    const cards = await learningModels(store.connection).reviews.find().lean();
    expect(JSON.stringify([kept, cards])).not.toMatch(/zalo:ann|Ann/);
  });

  it('tells the open consoles', async () => {
    const { runId } = await play();
    await act('learning.record_run', { runId, answers: answers(), finished: true });
    expect(live.updates).toContainEqual({ topic: 'quiz_run', id: runId, unitPath: NA_RI.path });
    expect(live.updates).toContainEqual({ topic: 'progress', unitPath: NA_RI.path });
  });
});

describe('practice in direct chat', () => {
  const alone = { thread: 'zalo:d-ann', threadKind: 'direct' as const, contact: 'zalo:ann' };

  it('brings a wrongly answered question back first', async () => {
    const given = { answers: [answer('zalo:ann', 'q3', 0), answer('zalo:ann', 'q1', 0)] };
    expect(await act('learning.record_attempt', given, alone)).toEqual({ ok: true, message: '', recorded: 2 });
    const picked = await act('learning.pick_questions', { count: 2 }, { ...alone, key: 'later' });
    expect((picked.questions as { id: string }[])[0]?.id).toBe('q3');
  });

  it('records the same effect once', async () => {
    const given = { answers: [answer('zalo:ann', 'q3', 0)] };
    await act('learning.record_attempt', given, alone);
    const before = await learningModels(store.connection).reviews.find().lean();
    await act('learning.record_attempt', given, alone);
    expect(await learningModels(store.connection).attempts.countDocuments()).toBe(1);
    expect(await learningModels(store.connection).reviews.find().lean()).toEqual(before);
  });

  it('refuses answers of somebody else', async () => {
    const given = { answers: [answer('zalo:bob', 'q3', 0)] };
    expect(await act('learning.record_attempt', given, alone)).toMatchObject({ ok: false, recorded: 0 });
  });

  it('shows her own numbers and the target line of her post', async () => {
    await act(
      'learning.record_attempt',
      { answers: [answer('zalo:ann', 'q1', 0), answer('zalo:ann', 'q2', 0)] },
      alone,
    );
    expect(await act('learning.progress', {}, alone)).toEqual({
      linked: true,
      name: 'Ann',
      year: 2026,
      attendances: 0,
      quizzes: 0,
      answered: 2,
      correct: 1,
      percent: 50,
      groups: [
        {
          label: 'Chủ tịch, Phó Chủ tịch Hội cơ sở',
          unit: 'Xã Na Rì',
          percent: 0,
          target: 50,
          reached: false,
          needed: 1,
        },
      ],
    });
  });

  it('gives practice numbers, and no target, to somebody who is not on the roster', async () => {
    const stranger = { ...alone, contact: 'zalo:stranger' };
    expect(await act('learning.progress', {}, stranger)).toMatchObject({ linked: false, name: '', groups: [] });
  });

  it('offers only topics that have questions', async () => {
    expect(await act('learning.topics', {}, alone)).toEqual({ topics: [{ id: 'bdg', label: 'Bình đẳng giới' }] });
  });
});
