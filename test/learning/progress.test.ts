import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerLearningJobs } from '../../src/learning/jobs.ts';
import { learningRoutes } from '../../src/learning/routes.ts';
import { createLearningService, type LearningService } from '../../src/learning/service.ts';
import type { Activity, Progress, Target } from '../../src/learning/types.ts';
import type { Post } from '../../src/org/types.ts';
import type { JobHandler, Queue, Schedule } from '../../src/queue/queue.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import {
  admin,
  BAN_CHANG,
  BANG_THANH,
  caller,
  fakeChat,
  fakeLive,
  fakeOrg,
  fakeQuestions,
  NA_RI,
  type Officer,
  PROVINCE,
  question,
  value,
} from './support.ts';

const PROVINCE_REF = { id: PROVINCE.id, name: PROVINCE.name, path: PROVINCE.path };
const lesson = (id: string): Activity => ({ type: 'class', id, title: `Lớp ${id}` });
const attendee = (person: string, post: Post, unitPath: string) => ({
  person,
  name: person,
  posts: [{ post, unitPath }],
});

let store: TestStore;
let clock: FakeClock;
let officers: Officer[];
let service: LearningService;

beforeEach(async () => {
  store = await openTestStore();
  clock = fakeClock('2026-11-23T03:00:00Z');
  officers = [
    { person: 'ann', name: 'Ann', post: 'chu_tich_co_so', unit: NA_RI.id },
    { person: 'bob', name: 'Bob', post: 'pho_chu_tich_co_so', unit: NA_RI.id },
    { person: 'cat', name: 'Cat', post: 'chu_tich_co_so', unit: BANG_THANH.id },
    { person: 'dan', name: 'Dan', post: 'pho_chu_tich_co_so', unit: BANG_THANH.id },
    { person: 'eve', name: 'Eve', post: 'chi_hoi_truong', unit: BAN_CHANG.id },
    { person: 'fay', name: 'Fay', post: 'chi_hoi_truong', unit: BANG_THANH.id },
  ];
  service = createLearningService({
    connection: store.connection,
    clock,
    org: fakeOrg(officers),
    questions: fakeQuestions([question('q1'), question('q2')]),
    chat: fakeChat().chat,
    publish: fakeLive().publish,
  });
});
afterEach(() => store.close());

const line = (progress: Progress, key: string) => {
  const found = progress.groups.find((g) => g.key === key);
  if (!found) throw new Error(`no line ${key}`);
  return found;
};

describe('progress', () => {
  beforeEach(async () => {
    const { attendance } = service;
    await attendance.add(lesson('kv1'), new Date('2026-02-10T02:00:00Z'), [
      attendee('ann', 'chu_tich_co_so', NA_RI.path),
      attendee('eve', 'chi_hoi_truong', BAN_CHANG.path),
    ]);
    await attendance.add(lesson('kv2'), new Date('2026-05-10T02:00:00Z'), [
      attendee('ann', 'chu_tich_co_so', NA_RI.path),
      attendee('eve', 'chi_hoi_truong', BAN_CHANG.path),
    ]);
    await attendance.add(lesson('2025'), new Date('2025-05-10T02:00:00Z'), [
      attendee('cat', 'chu_tich_co_so', BANG_THANH.path),
    ]);
  });

  it('counts lượt for chairs and persons for chapter heads, as the province does', async () => {
    const progress = await service.progress.progress(PROVINCE_REF, 2026);
    expect(line(progress, 'lanh_dao_co_so')).toMatchObject({
      persons: 1,
      attendances: 2,
      denominator: 4,
      percent: 50,
      targetPercent: 50,
      reached: true,
    });
    expect(line(progress, 'chi_hoi_truong')).toMatchObject({
      persons: 1,
      attendances: 2,
      denominator: 2,
      percent: 50,
      targetPercent: 100,
      reached: false,
      needed: 1,
    });
  });

  it('shows each unit below, with what of it is below that', async () => {
    const progress = await service.progress.progress(PROVINCE_REF, 2026);
    expect(progress.children.map((c) => [c.unit.name, c.groups.map((g) => [g.attendances, g.denominator])])).toEqual([
      [
        NA_RI.name,
        [
          [2, 2],
          [2, 1],
        ],
      ],
      [
        BANG_THANH.name,
        [
          [0, 2],
          [0, 1],
        ],
      ],
    ]);
  });

  it('adds up by month for the chart', async () => {
    const { history } = line(await service.progress.progress(PROVINCE_REF, 2026), 'lanh_dao_co_so');
    expect(history).toHaveLength(11);
    expect(history.map((p) => p.attendances)).toEqual([0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]);
    expect(history.at(0)).toMatchObject({ month: '2026-01', percent: 0, frozen: false });
    expect(history.at(-1)).toMatchObject({ month: '2026-11', percent: 50 });
  });

  it('keeps the denominators of a reporting date, while the present ones follow the roster', async () => {
    expect(await service.progress.freeze(PROVINCE.path, '2026-06-30')).toBe(true);
    officers.push({ person: 'gil', name: 'Gil', post: 'chi_hoi_truong', unit: BAN_CHANG.id });
    expect(await service.progress.freeze(PROVINCE.path, '2026-06-30')).toBe(false);
    const frozen = await service.progress.progress(PROVINCE_REF, 2026, '2026-06-30');
    const present = await service.progress.progress(PROVINCE_REF, 2026);
    expect([frozen.frozen, line(frozen, 'chi_hoi_truong').denominator]).toEqual([true, 2]);
    expect([present.frozen, line(present, 'chi_hoi_truong').denominator]).toEqual([false, 3]);
    const june = line(present, 'chi_hoi_truong').history.find((p) => p.month === '2026-06');
    expect(june).toMatchObject({ denominator: 2, frozen: true });
  });

  it('does not count what was attended after the reporting date', async () => {
    const march = await service.progress.progress(PROVINCE_REF, 2026, '2026-03-31');
    expect(line(march, 'lanh_dao_co_so').attendances).toBe(1);
  });

  it('counts a person once for one activity, however often it is recorded', async () => {
    const again = attendee('ann', 'chu_tich_co_so', NA_RI.path);
    expect(await service.attendance.add(lesson('kv2'), new Date('2026-05-11T02:00:00Z'), [again, again])).toBe(0);
    expect(line(await service.progress.progress(PROVINCE_REF, 2026), 'lanh_dao_co_so').attendances).toBe(2);
  });

  it('takes back an attendance that was marked by mistake', async () => {
    await service.attendance.replace(lesson('kv2'), new Date('2026-05-10T02:00:00Z'), [
      attendee('cat', 'chu_tich_co_so', BANG_THANH.path),
    ]);
    const progress = await service.progress.progress(PROVINCE_REF, 2026);
    expect(line(progress, 'lanh_dao_co_so')).toMatchObject({ persons: 2, attendances: 2 });
    expect(line(progress, 'chi_hoi_truong')).toMatchObject({ persons: 1, attendances: 1 });
  });

  it('forgets invented people when the sample is removed', async () => {
    await service.attendance.removePersons(['ann']);
    const progress = await service.progress.progress(PROVINCE_REF, 2026);
    expect(progress.groups.map((g) => g.attendances)).toEqual([0, 2]);
  });

  it('puts an attendance on New Year morning into the local year', async () => {
    const at = new Date('2026-12-31T18:00:00Z');
    await service.attendance.add(lesson('tet'), at, [attendee('ann', 'chu_tich_co_so', NA_RI.path)]);
    await clock.set('2027-01-02T00:00:00Z');
    const progress = await service.progress.progress(PROVINCE_REF, 2027);
    expect(line(progress, 'lanh_dao_co_so').attendances).toBe(1);
  });
});

describe('the monthly freeze', () => {
  it('stores the month that is over for every unit above the chapters', async () => {
    const handlers = new Map<string, JobHandler>();
    const schedules: Schedule[] = [];
    const queue = {
      process: (name: string, handler: JobHandler) => {
        handlers.set(name, handler);
        return { stop: async () => undefined };
      },
      every: async (schedule: Schedule) => void schedules.push(schedule),
    } as unknown as Queue;
    await registerLearningJobs(queue, service, clock);
    await clock.set('2026-11-30T17:05:00Z');
    const job = { id: '1', queue: '', data: null, attempt: 1, maxAttempts: 5, signal: new AbortController().signal };
    await handlers.get('learning.freeze')?.(job);
    expect(schedules.map((s) => s.rule)).toContainEqual({ type: 'cron', cron: '5 0 1 * *' });
    expect(await service.progress.frozenDates(PROVINCE.path, 2026)).toEqual(['2026-11-30']);
    expect(await service.progress.frozenDates(NA_RI.path, 2026)).toEqual(['2026-11-30']);
    expect(await service.progress.frozenDates(BAN_CHANG.path, 2026)).toEqual([]);
  });
});

describe('targets', () => {
  const groups = [{ key: 'cht', label: 'Chi hội trưởng', posts: ['chi_hoi_truong'], measure: 'persons', percent: 80 }];

  it('are set per unit and year and hold for the units below, until those have their own', async () => {
    const { call, audits } = caller(learningRoutes(service), clock);
    value(await call(admin('/19/'), 'PUT', '/targets/2026', { body: { groups } }));
    const below = value<Target>(await call(admin(NA_RI.path), 'GET', '/targets/2026'));
    expect(below).toMatchObject({ from: '/19/', groups: [{ key: 'cht', percent: 80 }] });
    const nextYear = value<Target>(await call(admin(NA_RI.path), 'GET', '/targets/2027'));
    expect(nextYear.from).toBeUndefined();
    expect(nextYear.groups).toHaveLength(2);
    value(await call(admin('/19/'), 'DELETE', '/targets/2026'));
    expect(value<Target>(await call(admin(NA_RI.path), 'GET', '/targets/2026')).groups).toHaveLength(2);
    expect(audits.map((a) => a.action)).toEqual(['target.set', 'target.cleared']);
    expect(audits[0]).toMatchObject({ unitPath: '/19/', before: { year: 2026 }, after: { from: '/19/' } });
  });
});

describe('the admin API refuses', () => {
  const quiz = { title: 'Đố vui', choice: { type: 'topic', topic: 'bdg' }, count: 2 };
  it.each([
    ['GET', '/progress', { query: { unitPath: '/20/' } }, 'learning.out_of_scope', 'query.unitPath'],
    ['GET', '/progress', { query: { unitPath: '/19/none/' } }, 'learning.unknown_unit', 'query.unitPath'],
    ['GET', '/progress', { query: { year: 'x' } }, 'invalid', 'query.year'],
    ['GET', '/progress', { query: { on: '31/12/2026' } }, 'invalid', 'query.on'],
    ['GET', '/progress', { query: { on: '2026-12-31' } }, 'learning.future_date', 'query.on'],
    ['GET', '/progress', { query: { on: '2026-01-31', year: '2025' } }, 'learning.date_outside_year', 'query.on'],
    ['GET', '/progress/dates', { query: { unitPath: '/' } }, 'learning.out_of_scope', 'query.unitPath'],
    ['POST', '/progress/freeze', { body: { date: '2026-12-31' } }, 'learning.future_date', 'body.date'],
    ['POST', '/progress/freeze', { body: { date: 'x' } }, 'invalid', 'body.date'],
    ['GET', '/targets/1999', {}, 'invalid', 'params.year'],
    ['PUT', '/targets/2026', { body: { groups: [] } }, 'invalid', 'body.groups'],
    [
      'PUT',
      '/targets/2026',
      { body: { groups: [{ key: 'x', label: 'x', posts: ['giam_doc'], measure: 'persons', percent: 1 }] } },
      'invalid',
      'body.groups.0.posts.0',
    ],
    ['DELETE', '/targets/2026', { query: { unitPath: '/20/' } }, 'learning.out_of_scope', 'query.unitPath'],
    ['GET', '/quizzes/none', {}, 'learning.unknown_quiz', 'params.id'],
    ['POST', '/quizzes', { body: { ...quiz, title: ' ' } }, 'invalid', 'body.title'],
    ['POST', '/quizzes', { body: { ...quiz, count: 51 } }, 'invalid', 'body.count'],
    ['POST', '/quizzes', { body: { ...quiz, count: 3 } }, 'learning.too_few_questions', 'body.count'],
    ['POST', '/quizzes', { body: { ...quiz, choice: { type: 'magic' } } }, 'invalid', 'body.choice.type'],
    [
      'POST',
      '/quizzes',
      { body: { ...quiz, choice: { type: 'topic', topic: 'x' } } },
      'learning.unknown_topic',
      'body.choice.topic',
    ],
    [
      'POST',
      '/quizzes',
      { body: { ...quiz, choice: { type: 'bank', bank: 'x' } } },
      'learning.unknown_bank',
      'body.choice.bank',
    ],
    [
      'POST',
      '/quizzes',
      { body: { ...quiz, choice: { type: 'questions', ids: ['q1', 'q9'] } } },
      'learning.unknown_question',
      'body.choice.ids',
    ],
    [
      'POST',
      '/quizzes',
      { body: { ...quiz, choice: { type: 'questions', ids: ['q1', 'q1'] } } },
      'learning.question_twice',
      'body.choice.ids',
    ],
    ['POST', '/quizzes', { body: { ...quiz, unitPath: '/20/' } }, 'learning.out_of_scope', 'body.unitPath'],
    ['POST', '/quizzes', { body: { ...quiz, unitPath: 'tỉnh' } }, 'invalid', 'body.unitPath'],
    ['PUT', '/quizzes/none', { body: quiz }, 'learning.unknown_quiz', 'params.id'],
    ['POST', '/quizzes/none/archive', { body: { archived: true } }, 'learning.unknown_quiz', 'params.id'],
    ['POST', '/quizzes/none/archive', { body: {} }, 'invalid', 'body.archived'],
    ['POST', '/quizzes/none/runs', { body: { request: 'request-1' } }, 'learning.unknown_quiz', 'params.id'],
    ['POST', '/quizzes/none/runs', { body: { request: 'x' } }, 'invalid', 'body.request'],
    ['POST', '/quizzes/none/runs', { body: { request: 'request-1', groups: [] } }, 'invalid', 'body.groups'],
    ['GET', '/quiz-runs', { query: { limit: '0' } }, 'invalid', 'query.limit'],
    ['GET', '/quiz-runs/none', {}, 'learning.unknown_run', 'params.id'],
    ['POST', '/quiz-runs/none/finish', {}, 'learning.unknown_run', 'params.id'],
  ] as const)('%s %s %j with %s', async (method, path, input, code, place) => {
    const { call, audits } = caller(learningRoutes(service), clock);
    const result = await call(admin('/19/'), method, path, input);
    expect(result).toMatchObject({ ok: false, error: { code, place } });
    expect(audits).toEqual([]);
  });
});

describe('quizzes in the admin API', () => {
  const quiz = { title: 'Đố vui', choice: { type: 'topic', topic: 'bdg' }, count: 2 };

  it('are made, changed, started and archived, each with its trace', async () => {
    const { call, audits } = caller(learningRoutes(service), clock);
    const chi = admin('/19/');
    const { id } = value<{ id: string }>(await call(chi, 'POST', '/quizzes', { body: quiz }));
    value(await call(chi, 'PUT', `/quizzes/${id}`, { body: { ...quiz, title: 'Đố vui 20/10' } }));
    value(await call(chi, 'POST', `/quizzes/${id}/runs`, { body: { request: 'request-1' } }));
    const [run] = value<{ id: string }[]>(await call(chi, 'GET', '/quiz-runs', { query: { quizId: id } }));
    value(await call(chi, 'GET', `/quiz-runs/${run?.id}`));
    value(await call(chi, 'POST', `/quiz-runs/${run?.id}/finish`));
    value(await call(chi, 'POST', `/quizzes/${id}/archive`, { body: { archived: true } }));
    expect(value(await call(chi, 'GET', '/quizzes'))).toEqual([]);
    expect(audits.map((a) => a.action)).toEqual([
      'quiz.created',
      'quiz.changed',
      'quiz.started',
      'quiz_run.finished',
      'quiz.archived',
    ]);
    expect(audits[1]).toMatchObject({ before: { title: 'Đố vui' }, after: { title: 'Đố vui 20/10' } });
    const archived = await call(chi, 'POST', `/quizzes/${id}/runs`, { body: { request: 'request-2' } });
    expect(archived).toMatchObject({ ok: false, error: { code: 'learning.quiz_archived' } });
  });

  it('of a unit above may be used and not changed; those of a neighbour are not seen', async () => {
    const { call } = caller(learningRoutes(service), clock);
    const ofProvince = value<{ id: string }>(await call(admin('/19/'), 'POST', '/quizzes', { body: quiz }));
    const ofNeighbour = value<{ id: string }>(await call(admin(BANG_THANH.path), 'POST', '/quizzes', { body: quiz }));
    const chi = admin(NA_RI.path);
    const seen = value<{ id: string; editable: boolean }[]>(await call(chi, 'GET', '/quizzes'));
    expect(seen.map((q) => [q.id, q.editable])).toEqual([[ofProvince.id, false]]);
    expect(await call(chi, 'PUT', `/quizzes/${ofProvince.id}`, { body: quiz })).toMatchObject({
      ok: false,
      error: { code: 'learning.not_yours' },
    });
    expect(await call(chi, 'GET', `/quizzes/${ofNeighbour.id}`)).toMatchObject({ ok: false });
    const started = value<{ started: { groupName: string }[] }>(
      await call(chi, 'POST', `/quizzes/${ofProvince.id}/runs`, { body: { request: 'request-1' } }),
    );
    expect(started.started).toHaveLength(2);
    expect(value(await call(admin(BANG_THANH.path), 'GET', '/quiz-runs'))).toEqual([]);
  });
});
