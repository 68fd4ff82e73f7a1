import { fail, ok, type Result } from '../base/result.ts';
import { type QuizDoc, under } from './model.ts';
import { pathsDownTo, type Room } from './room.ts';
import type { Question, Quiz, QuizInput } from './types.ts';

const view = (doc: QuizDoc): Quiz => ({
  id: doc._id,
  title: doc.title,
  choice: doc.choice,
  count: doc.count,
  secondsPerQuestion: doc.secondsPerQuestion,
  countsToTarget: doc.countsToTarget,
  unitPath: doc.unitPath,
  createdBy: doc.createdBy,
  createdAt: doc.createdAt.toISOString(),
  updatedAt: doc.updatedAt.toISOString(),
  archived: doc.archived,
});

/** Draws a quiz's questions: the same seed gives the same ones, so that all groups of one start are asked alike. */
export const drawQuestions = async (room: Room, quiz: QuizInput, seed: string): Promise<Question[]> => {
  const { choice, count } = quiz;
  if (choice.type === 'questions') {
    const found = await Promise.all(choice.ids.map((id) => room.questions.question(id)));
    return found.filter((question) => question !== undefined);
  }
  const from = choice.type === 'topic' ? { topic: choice.topic } : choice.type === 'bank' ? { bank: choice.bank } : {};
  return [...(await room.questions.questions({ ...from, count, seed, unitPath: quiz.unitPath ?? '/' }))];
};

/** Refuses a quiz that names what is not there, or asks for more questions than there are. */
const checkChoice = async (room: Room, input: QuizInput): Promise<Result<number>> => {
  const { choice } = input;
  if (choice.type === 'questions') {
    const twice = choice.ids.find((id, i) => choice.ids.indexOf(id) !== i);
    if (twice !== undefined) {
      return fail('learning.question_twice', `Câu ${twice} được chọn hai lần, chị bỏ bớt một.`, 'body.choice.ids');
    }
    for (const id of choice.ids) {
      if (!(await room.questions.question(id))) {
        return fail(
          'learning.unknown_question',
          `Không có câu hỏi mã ${id} trong ngân hàng câu hỏi.`,
          'body.choice.ids',
        );
      }
    }
    return ok(choice.ids.length);
  }
  if (choice.type === 'topic' && !(await room.questions.topics()).some((topic) => topic.id === choice.topic)) {
    return fail('learning.unknown_topic', `Không có chủ đề ${choice.topic}. Chị chọn lại chủ đề.`, 'body.choice.topic');
  }
  if (choice.type === 'bank' && !(await room.questions.bank(choice.bank))) {
    return fail(
      'learning.unknown_bank',
      `Không có ngân hàng câu hỏi ${choice.bank}. Chị chọn lại.`,
      'body.choice.bank',
    );
  }
  const available = (await drawQuestions(room, input, 'check')).length;
  if (available < input.count) {
    return fail(
      'learning.too_few_questions',
      `Nguồn này chỉ có ${available} câu hỏi dùng được, chưa đủ ${input.count} câu. Chị giảm số câu hoặc chọn nguồn khác.`,
      'body.count',
    );
  }
  return ok(input.count);
};

/** Keeps the quizzes that administrators make. */
export const createQuizzes = (room: Room) => {
  const { quizzes, runs, attempts } = room.models;

  return {
    /** Quizzes that an administrator of `unitPath` may use: of her subtree and of the units above. Newest first. */
    async list(unitPath: string, options: { archived?: boolean } = {}): Promise<Quiz[]> {
      const docs = await quizzes
        .find({
          $or: [{ unitPath: under(unitPath) }, { unitPath: { $in: pathsDownTo(unitPath) } }],
          ...(options.archived ? {} : { archived: false }),
        })
        .sort({ createdAt: -1 })
        .limit(500)
        .lean();
      return docs.map(view);
    },

    async get(id: string): Promise<Quiz | undefined> {
      const doc = await quizzes.findById(id).lean();
      return doc ? view(doc) : undefined;
    },

    async create(input: QuizInput & { unitPath: string }, by: string): Promise<Result<Quiz>> {
      const count = await checkChoice(room, input);
      if (!count.ok) return count;
      const now = room.clock.now();
      const doc: QuizDoc = {
        ...input,
        count: count.value,
        _id: room.newId(),
        createdBy: by,
        createdAt: now,
        updatedAt: now,
        archived: false,
      };
      await quizzes.create(doc);
      return ok(view(doc));
    },

    /** Runs that already began keep the questions they have. */
    async update(id: string, input: QuizInput & { unitPath: string }): Promise<Result<Quiz>> {
      const count = await checkChoice(room, input);
      if (!count.ok) return count;
      const changed = await quizzes
        .findOneAndUpdate(
          { _id: id },
          { $set: { ...input, count: count.value, updatedAt: room.clock.now() } },
          { returnDocument: 'after' },
        )
        .lean();
      return changed ? ok(view(changed)) : fail('learning.unknown_quiz', 'Không còn bộ câu hỏi này.');
    },

    /** An archived quiz is not offered any more; its results stay. */
    async setArchived(id: string, archived: boolean): Promise<Result<Quiz>> {
      const changed = await quizzes
        .findOneAndUpdate({ _id: id }, { $set: { archived, updatedAt: room.clock.now() } }, { returnDocument: 'after' })
        .lean();
      return changed ? ok(view(changed)) : fail('learning.unknown_quiz', 'Không còn bộ câu hỏi này.');
    },

    /** Removes a quiz with its runs and answers, as if it had never been. For the sample. */
    async remove(id: string): Promise<void> {
      await attempts.deleteMany({ quiz: id });
      await runs.deleteMany({ quiz: id });
      await quizzes.deleteOne({ _id: id });
    },
  };
};
export type Quizzes = ReturnType<typeof createQuizzes>;
