import { fail, ok, type Result } from '../base/result.ts';
import type { Group } from '../org/types.ts';
import type { RunDoc } from './model.ts';
import { drawQuestions } from './quizzes.ts';
import { type Results, runView } from './results.ts';
import { isDuplicate, type Room } from './room.ts';
import type { Question, Quiz, Run } from './types.ts';

/** The flow that plays a quiz in a group. */
export const GROUP_QUIZ_FLOW = 'cau-hoi-nhom';
/** A run is given up when its playing time has passed and this much more: its flow died or was stopped. */
const GRACE_MINUTES = 120;
const MINUTE = 60_000;

export interface StartedRuns {
  readonly started: readonly { readonly runId: string; readonly thread: string; readonly groupName: string }[];
  /** Groups where it did not start, and why. */
  readonly skipped: readonly { readonly groupName: string; readonly reason: string }[];
}

export interface OpenedRun {
  readonly run: Run;
  readonly questions: readonly Question[];
  readonly secondsPerQuestion: number;
}

const runningKey = (quiz: string, thread: string): string => `${quiz}:${thread}`;

/** Starts runs in groups and opens them for flows. */
export const createRuns = (room: Room, { close }: Pick<Results, 'close'>) => {
  const { runs, quizzes } = room.models;

  const tell = (run: RunDoc) => room.publish({ topic: 'quiz_run', id: run._id, unitPath: run.unitPath });

  const insert = async (doc: RunDoc): Promise<'new' | 'duplicate'> => {
    try {
      await runs.create(doc);
      tell(doc);
      return 'new';
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return 'duplicate';
    }
  };

  const startFlows = (docs: readonly RunDoc[]) =>
    room.chat.startFlow(
      docs.map((doc) => ({
        key: `quiz-run:${doc._id}`,
        thread: doc.thread,
        flow: GROUP_QUIZ_FLOW,
        vars: { quizId: doc.quiz, runId: doc._id },
      })),
    );

  const blank = (quiz: Quiz, questions: readonly Question[], key: string, now: Date) => ({
    _id: room.newId(),
    key,
    quiz: quiz.id,
    title: quiz.title,
    state: 'waiting' as const,
    questions: [...questions],
    secondsPerQuestion: quiz.secondsPerQuestion,
    countsToTarget: quiz.countsToTarget,
    createdAt: now,
  });

  return {
    /**
     * Starts a quiz now in registered groups under `scope`: all of them, or those named. `request` names this wish:
     * the same again (a second click) starts nothing twice. A group where the quiz still runs is skipped.
     */
    async start(
      quiz: Quiz,
      wish: { readonly scope: string; readonly groups?: readonly string[]; readonly request: string },
    ): Promise<Result<StartedRuns>> {
      const found: Group[] = [];
      for await (const group of room.org.groups([wish.scope])) {
        if (!wish.groups || wish.groups.includes(group.id)) found.push(group);
      }
      const unknown = wish.groups?.find((id) => !found.some((group) => group.id === id));
      if (unknown !== undefined) {
        return fail('learning.unknown_group', `Không có nhóm ${unknown} trong phạm vi của chị.`, 'body.groups');
      }
      if (found.length === 0) {
        return fail('learning.no_groups', '0 nhóm: đơn vị này chưa đăng ký nhóm chat nào.', 'body.groups');
      }
      const questions = await drawQuestions(room, quiz, `${quiz.id}|${wish.request}`);
      if (questions.length === 0) {
        return fail('learning.too_few_questions', 'Các câu hỏi của bộ này không còn dùng được. Chị chọn lại câu hỏi.');
      }
      const fresh: RunDoc[] = [];
      const skipped: { groupName: string; reason: string }[] = [];
      for (const group of found) {
        const doc: RunDoc = {
          ...blank(quiz, questions, `${quiz.id}|${wish.request}|${group.thread}`, room.clock.now()),
          unitPath: group.unit.path,
          thread: group.thread,
          threadKind: 'group',
          groupName: group.name,
          running: runningKey(quiz.id, group.thread),
        };
        if ((await insert(doc)) === 'new') {
          fresh.push(doc);
          continue;
        }
        const same = await runs.findOne({ key: doc.key }).lean();
        if (same?.state === 'waiting') fresh.push(same);
        else skipped.push({ groupName: group.name, reason: 'Bộ câu hỏi này đang chạy trong nhóm.' });
      }
      if (fresh.length > 0) await startFlows(fresh);
      return ok({
        started: fresh.map((doc) => ({ runId: doc._id, thread: doc.thread, groupName: doc.groupName ?? '' })),
        skipped,
      });
    },

    /** For a flow: the run that it plays, made now when an administrator's start or broadcast named only the quiz. */
    async open(wish: {
      readonly quizId: string;
      readonly runId?: string;
      readonly thread: string;
      readonly threadKind: 'direct' | 'group';
      readonly key: string;
      readonly now: Date;
    }): Promise<Result<OpenedRun>> {
      const quiz = await quizzes.findById(wish.quizId).lean();
      if (!quiz) return fail('learning.unknown_quiz', 'Bộ câu hỏi này không còn nữa ạ.');
      const isGroup = wish.threadKind === 'group';
      let doc = await runs
        .findOne(wish.runId === undefined ? { key: wish.key } : { _id: wish.runId, thread: wish.thread })
        .lean<RunDoc>();
      if (!doc && wish.runId !== undefined) return fail('learning.unknown_run', 'Lượt làm bài này không còn nữa ạ.');
      if (!doc) {
        const asQuiz: Quiz = {
          ...quiz,
          id: quiz._id,
          createdAt: quiz.createdAt.toISOString(),
          updatedAt: quiz.updatedAt.toISOString(),
        };
        const questions = await drawQuestions(room, asQuiz, wish.key);
        if (questions.length === 0) return fail('learning.too_few_questions', 'Bộ câu hỏi này chưa có câu nào ạ.');
        const group = isGroup ? await room.org.groupOfThread(wish.thread) : undefined;
        const made: RunDoc = {
          ...blank(asQuiz, questions, wish.key, wish.now),
          unitPath: group?.unit.path ?? quiz.unitPath,
          thread: wish.thread,
          threadKind: wish.threadKind,
          ...(group ? { groupName: group.name } : {}),
          ...(isGroup ? { running: runningKey(quiz._id, wish.thread) } : {}),
        };
        const outcome = await insert(made);
        doc = outcome === 'new' ? made : await runs.findOne({ running: runningKey(quiz._id, wish.thread) }).lean();
        if (!doc) return fail('learning.unknown_run', 'Lượt làm bài này không còn nữa ạ.');
      }
      if (doc.state === 'finished' || doc.state === 'abandoned') {
        return fail('learning.run_over', 'Lượt làm bài này đã kết thúc rồi ạ.');
      }
      if (doc.state === 'waiting') {
        const change = { state: 'running' as const, startedAt: wish.now };
        await runs.updateOne({ _id: doc._id, state: 'waiting' }, { $set: change });
        doc = { ...doc, ...change };
        tell(doc);
      }
      return ok({ run: runView(doc), questions: doc.questions, secondsPerQuestion: doc.secondsPerQuestion });
    },

    /** Repairs what a crash left: asks again for flows that never began, and closes runs whose flow is long over. */
    async sweep(now: Date): Promise<{ restarted: number; closed: number }> {
      const waiting = await runs
        .find({ state: 'waiting', threadKind: 'group', createdAt: { $lte: new Date(now.getTime() - MINUTE) } })
        .lean();
      const overdue = (doc: RunDoc): boolean => {
        const playMs = doc.questions.length * doc.secondsPerQuestion * 1000;
        return (doc.startedAt ?? doc.createdAt).getTime() + playMs + GRACE_MINUTES * MINUTE <= now.getTime();
      };
      const again = waiting.filter((doc) => !overdue(doc));
      if (again.length > 0) await startFlows(again);
      let closed = 0;
      for await (const doc of runs
        .find({ state: { $in: ['waiting', 'running'] } })
        .lean()
        .cursor()) {
        if (!overdue(doc)) continue;
        await close(doc._id, 'abandoned', now);
        closed++;
      }
      return { restarted: again.length, closed };
    },
  };
};
export type Runs = ReturnType<typeof createRuns>;
