import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { type Admin, type Route, route } from '../web/route.ts';
import { pathsDownTo } from './room.ts';
import type { LearningService } from './service.ts';
import { type Quiz, QuizInput, type Run } from './types.ts';

const Id = z.object({ id: z.string().min(1).max(200) });

export const StartRuns = z.object({
  /** Registered groups by id. Absent: all groups of the administrator's unit and those below it. */
  groups: z.array(z.string().min(1).max(200)).min(1, 'Chị chọn ít nhất một nhóm.').max(2000).optional(),
  /** Made by the browser once for each press of the button, so that a repeated request starts nothing twice. */
  request: z.string().min(8, 'Thiếu mã yêu cầu.').max(100),
});
export type StartRuns = z.infer<typeof StartRuns>;

export const RunsQuery = z.object({
  quizId: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const UNKNOWN_QUIZ = fail('learning.unknown_quiz', 'Không có bộ câu hỏi này trong phạm vi của chị.', 'params.id');
const UNKNOWN_RUN = fail('learning.unknown_run', 'Không có lượt làm bài này trong phạm vi của chị.', 'params.id');

const inScope = (admin: Admin, unitPath: string): boolean => unitPath.startsWith(admin.unitPath);

/** What of a quiz is compared in the audit log. */
const audited = ({ title, choice, count, secondsPerQuestion, countsToTarget, unitPath, archived }: Quiz) => ({
  title,
  choice,
  count,
  secondsPerQuestion,
  countsToTarget,
  unitPath,
  archived,
});
const target = (quiz: Quiz) => ({ type: 'quiz', id: quiz.id, label: quiz.title });

/** Quizzes, starting them in groups, and their results. */
export const quizRoutes = (service: LearningService): Route[] => {
  /** A quiz that she may use: of her subtree, or of a unit above hers. */
  const usable = async (id: string, admin: Admin): Promise<Result<Quiz>> => {
    const quiz = await service.quizzes.get(id);
    if (!quiz) return UNKNOWN_QUIZ;
    return inScope(admin, quiz.unitPath) || pathsDownTo(admin.unitPath).includes(quiz.unitPath)
      ? ok(quiz)
      : UNKNOWN_QUIZ;
  };
  const editable = async (id: string, admin: Admin): Promise<Result<Quiz>> => {
    const quiz = await usable(id, admin);
    if (!quiz.ok || inScope(admin, quiz.value.unitPath)) return quiz;
    return fail(
      'learning.not_yours',
      'Bộ câu hỏi này của đơn vị cấp trên: chị dùng được nhưng không sửa được. Chị tạo bộ mới cho đơn vị mình.',
      'params.id',
    );
  };
  const placed = (input: QuizInput, admin: Admin): Result<QuizInput & { unitPath: string }> => {
    const unitPath = input.unitPath ?? admin.unitPath;
    return inScope(admin, unitPath)
      ? ok({ ...input, unitPath })
      : fail('learning.out_of_scope', 'Đơn vị này nằm ngoài phạm vi của chị.', 'body.unitPath');
  };
  const visibleRun = async (id: string, admin: Admin): Promise<Result<Run>> => {
    const run = await service.results.get(id);
    return run && inScope(admin, run.unitPath) ? ok(run) : UNKNOWN_RUN;
  };

  return [
    route({
      method: 'GET',
      path: '/quizzes',
      query: z.object({ archived: z.stringbool().default(false) }),
      async handle({ query, admin }) {
        const quizzes = await service.quizzes.list(admin.unitPath, { archived: query.archived });
        return ok(quizzes.map((quiz) => ({ ...quiz, editable: inScope(admin, quiz.unitPath) })));
      },
    }),
    route({
      method: 'GET',
      path: '/quizzes/:id',
      params: Id,
      handle: ({ params, admin }) => usable(params.id, admin),
    }),
    route({
      method: 'POST',
      path: '/quizzes',
      body: QuizInput,
      async handle({ body, admin, audit }) {
        const input = placed(body, admin);
        if (!input.ok) return input;
        const quiz = await service.quizzes.create(input.value, admin.id);
        if (!quiz.ok) return quiz;
        await audit({
          action: 'quiz.created',
          target: target(quiz.value),
          unitPath: quiz.value.unitPath,
          after: audited(quiz.value),
        });
        return quiz;
      },
    }),
    route({
      method: 'PUT',
      path: '/quizzes/:id',
      params: Id,
      body: QuizInput,
      async handle({ params, body, admin, audit }) {
        const before = await editable(params.id, admin);
        if (!before.ok) return before;
        const input = placed({ ...body, unitPath: body.unitPath ?? before.value.unitPath }, admin);
        if (!input.ok) return input;
        const quiz = await service.quizzes.update(params.id, input.value);
        if (!quiz.ok) return quiz;
        await audit({
          action: 'quiz.changed',
          target: target(quiz.value),
          unitPath: quiz.value.unitPath,
          before: audited(before.value),
          after: audited(quiz.value),
        });
        return quiz;
      },
    }),
    route({
      method: 'POST',
      path: '/quizzes/:id/archive',
      params: Id,
      body: z.object({ archived: z.boolean() }),
      async handle({ params, body, admin, audit }) {
        const before = await editable(params.id, admin);
        if (!before.ok) return before;
        const quiz = await service.quizzes.setArchived(params.id, body.archived);
        if (!quiz.ok) return quiz;
        await audit({
          action: body.archived ? 'quiz.archived' : 'quiz.restored',
          target: target(quiz.value),
          unitPath: quiz.value.unitPath,
          before: { archived: before.value.archived },
          after: { archived: body.archived },
        });
        return quiz;
      },
    }),
    route({
      method: 'POST',
      path: '/quizzes/:id/runs',
      params: Id,
      body: StartRuns,
      async handle({ params, body, admin, audit }) {
        const quiz = await usable(params.id, admin);
        if (!quiz.ok) return quiz;
        if (quiz.value.archived) {
          return fail('learning.quiz_archived', 'Bộ câu hỏi này đã cất đi. Chị lấy lại rồi mới bắt đầu được.');
        }
        const wish = { scope: admin.unitPath, request: body.request, ...(body.groups ? { groups: body.groups } : {}) };
        const started = await service.runs.start(quiz.value, wish);
        if (!started.ok) return started;
        await audit({
          action: 'quiz.started',
          target: target(quiz.value),
          unitPath: admin.unitPath,
          after: { groups: started.value.started.map((s) => s.groupName), skipped: started.value.skipped },
        });
        return started;
      },
    }),
    route({
      method: 'GET',
      path: '/quiz-runs',
      query: RunsQuery,
      async handle({ query, admin }) {
        const filter = { limit: query.limit, ...(query.quizId === undefined ? {} : { quizId: query.quizId }) };
        return ok(await service.results.list(admin.unitPath, filter));
      },
    }),
    route({
      method: 'GET',
      path: '/quiz-runs/:id',
      params: Id,
      async handle({ params, admin }) {
        const run = await visibleRun(params.id, admin);
        if (!run.ok) return run;
        const results = await service.results.results(params.id);
        return results ? ok(results) : UNKNOWN_RUN;
      },
    }),
    route({
      method: 'POST',
      path: '/quiz-runs/:id/finish',
      params: Id,
      async handle({ params, admin, now, audit }) {
        const run = await visibleRun(params.id, admin);
        if (!run.ok) return run;
        const results = await service.results.finish(params.id, now);
        if (results.ok) {
          await audit({
            action: 'quiz_run.finished',
            target: { type: 'quiz_run', id: run.value.id, label: run.value.title },
            unitPath: run.value.unitPath,
            before: { state: run.value.state },
            after: { state: results.value.run.state },
          });
        }
        return results;
      },
    }),
  ];
};
