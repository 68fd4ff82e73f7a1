import { DateTime } from 'luxon';
import { z } from 'zod';
import { DEFAULT_ZONE } from '../base/time.ts';
import { type ActionContext, type ActionTable, action } from '../flow/action.ts';
import type { Answer } from './attempts.ts';
import { localYear } from './room.ts';
import type { LearningService } from './service.ts';
import type { Question } from './types.ts';

const QuestionOut = z.object({
  id: z.string(),
  text: z.string(),
  options: z.array(z.object({ text: z.string() })),
  answer: z.number(),
  explanation: z.string(),
  source: z.string(),
});
/** As the quiz step saves them. `correct` is not trusted: answers are graded here. */
const AnswerIn = z.object({
  contact: z.string().min(1),
  name: z.string().default(''),
  question: z.union([z.string(), z.number()]).transform(String),
  option: z.number().int().min(0),
  correct: z.boolean().optional(),
  at: z.iso.datetime({ offset: true }),
});
/** More answers than this at once are no group chat. */
const Answers = z.array(AnswerIn).max(5000);
const Recorded = z.object({ ok: z.boolean(), message: z.string(), recorded: z.number() });
const GroupOut = z.object({
  label: z.string(),
  unit: z.string(),
  percent: z.number(),
  target: z.number(),
  reached: z.boolean(),
  needed: z.number(),
});

const plain = ({ id, text, options, answer, explanation, source }: Question): z.infer<typeof QuestionOut> => ({
  id,
  text,
  options: options.map((option) => ({ text: option.text })),
  answer,
  explanation,
  source,
});

const toAnswers = (answers: z.output<typeof Answers>): Answer[] =>
  answers.map(({ contact, name, question, option, at }) => ({
    contact,
    ...(name === '' ? {} : { name }),
    questionId: question,
    option,
    at: new Date(at),
  }));

/** In direct chat nobody answers for somebody else. */
const foreign = (answers: readonly Answer[], context: ActionContext): boolean =>
  context.threadKind === 'direct' && answers.some((answer) => answer.contact !== context.contact);

const FOREIGN = { ok: false, message: 'Em chỉ ghi câu trả lời của chính chị thôi ạ.', recorded: 0 };

/** What flows may do with questions, quizzes and progress: docs/actions.md. */
export const learningActions = (service: LearningService): ActionTable => {
  const record = async (answers: Answer[], context: ActionContext, runId?: string) => {
    if (foreign(answers, context)) return FOREIGN;
    const batch = { answers, thread: context.thread, key: context.key, ...(runId === undefined ? {} : { runId }) };
    const recorded = await service.attempts.record(batch);
    return recorded.ok
      ? { ok: true, message: '', recorded: recorded.value.length }
      : { ok: false, message: recorded.error.message, recorded: 0 };
  };

  return {
    'learning.topics': action({
      about: 'Topics that have questions, in the order of the library.',
      args: z.object({}),
      result: z.object({ topics: z.array(z.object({ id: z.string(), label: z.string() })) }),
      async run(_args, context) {
        const topics = await service.questions.topics();
        const filled = await Promise.all(
          topics.map((t) => service.questions.questions({ topic: t.id, count: 1, seed: context.key })),
        );
        return {
          topics: topics.filter((_, i) => filled[i]?.length).map((topic) => ({ id: topic.id, label: topic.title })),
        };
      },
    }),

    'learning.pick_questions': action({
      about: 'Questions for practice; wrongly answered and due ones come first.',
      args: z.object({ topic: z.string().optional(), count: z.number().int().min(1).max(20) }),
      result: z.object({ questions: z.array(QuestionOut) }),
      async run({ topic, count }, context) {
        const person = context.contact === undefined ? undefined : await service.org.personOfContact(context.contact);
        const unitPath = person?.posts[0]?.unit.path;
        const questions = await service.attempts.pick({
          ...(topic ? { topic } : {}),
          ...(unitPath === undefined ? {} : { unitPath }),
          ...(context.contact === undefined ? {} : { contact: context.contact }),
          count,
          seed: context.key,
          now: context.now,
        });
        return { questions: questions.map(plain) };
      },
    }),

    'learning.record_attempt': action({
      about: 'Records answers given in practice and plans when she meets the questions again.',
      args: z.object({ answers: Answers }),
      result: Recorded,
      run: ({ answers }, context) => record(toAnswers(answers), context),
    }),

    'learning.quiz': action({
      about: 'Opens a run of a quiz (or makes one for this thread) and gives its questions.',
      args: z.object({ id: z.string(), runId: z.string().optional() }),
      result: z.object({
        found: z.boolean(),
        message: z.string(),
        runId: z.string(),
        title: z.string(),
        questions: z.array(QuestionOut),
        secondsPerQuestion: z.number(),
      }),
      async run({ id, runId }, context) {
        const opened = await service.runs.open({
          quizId: id,
          ...(runId ? { runId } : {}),
          thread: context.thread,
          threadKind: context.threadKind,
          key: context.key,
          now: context.now,
        });
        if (!opened.ok) {
          const message = opened.error.message;
          return { found: false, message, runId: '', title: '', questions: [], secondsPerQuestion: 0 };
        }
        const { run, questions, secondsPerQuestion } = opened.value;
        return {
          found: true,
          message: '',
          runId: run.id,
          title: run.title,
          questions: questions.map(plain),
          secondsPerQuestion,
        };
      },
    }),

    'learning.record_run': action({
      about: 'Records the answers of a run, ends it, and counts who took part.',
      args: z.object({ runId: z.string(), answers: Answers, finished: z.boolean() }),
      result: Recorded,
      async run({ runId, answers, finished }, context) {
        const recorded = await record(toAnswers(answers), context, runId);
        if (!recorded.ok) return recorded;
        const done = await service.results.finish(runId, context.now, finished ? 'finished' : 'abandoned');
        return done.ok ? recorded : { ok: false, message: done.error.message, recorded: 0 };
      },
    }),

    'learning.progress': action({
      about: 'Her own numbers of the year, and how far her unit is from the target of her posts.',
      args: z.object({}),
      result: z.object({
        linked: z.boolean(),
        name: z.string(),
        year: z.number(),
        attendances: z.number(),
        quizzes: z.number(),
        answered: z.number(),
        correct: z.number(),
        percent: z.number(),
        groups: z.array(GroupOut),
      }),
      async run(_args, { contact, now }) {
        const year = localYear(now);
        const from = DateTime.fromObject({ year }, { zone: DEFAULT_ZONE });
        const to = from.plus({ years: 1 });
        const person = contact === undefined ? undefined : await service.org.personOfContact(contact);
        const totals =
          contact === undefined
            ? { answered: 0, correct: 0, quizzes: 0 }
            : await service.attempts.totals(contact, from.toJSDate(), to.toJSDate());
        const percent = totals.answered === 0 ? 0 : Math.round((100 * totals.correct) / totals.answered);
        const own = { year, ...totals, percent };
        if (!person) return { linked: false, name: '', attendances: 0, ...own, groups: [] };
        const groups = await groupsOf(service, person.posts, year);
        const attendances = await service.progress.attendancesOf(person.id, year);
        return { linked: true, name: person.name, attendances, ...own, groups };
      },
    }),
  };
};

/** The target lines that her posts belong to. A chapter is shown within its commune: alone it is one woman. */
const groupsOf = async (
  service: LearningService,
  posts: readonly { readonly post: string; readonly unit: { readonly id: string } }[],
  year: number,
): Promise<z.infer<typeof GroupOut>[]> => {
  const lines = new Map<string, z.infer<typeof GroupOut>>();
  for (const held of posts) {
    let unit = await service.org.unit(held.unit.id);
    if (unit?.level === 'chi_hoi' && unit.parent !== undefined) unit = (await service.org.unit(unit.parent)) ?? unit;
    if (!unit) continue;
    const target = await service.progress.target(unit.path, year);
    const keys = new Set(target.groups.filter((g) => g.posts.some((post) => post === held.post)).map((g) => g.key));
    if (keys.size === 0) continue;
    for (const count of await service.progress.summary(unit.path, year)) {
      if (!keys.has(count.key)) continue;
      lines.set(`${unit.path}|${count.key}`, {
        label: count.label,
        unit: unit.name,
        percent: Math.min(100, Math.round(count.percent ?? 0)),
        target: count.targetPercent,
        reached: count.reached,
        needed: count.needed,
      });
    }
  }
  return [...lines.values()];
};
