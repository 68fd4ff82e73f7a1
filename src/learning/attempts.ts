import { fail, ok, type Result } from '../base/result.ts';
import { isCorrect } from './grading.ts';
import type { AttemptDoc, RunDoc } from './model.ts';
import { forgottenContact } from './personal-data.ts';
import { afterAnswer, practiceOrder } from './review.ts';
import type { Room } from './room.ts';
import type { Question } from './types.ts';

/** More questions than any bank holds: practice orders all that fit before it takes the first few. */
const ALL_QUESTIONS = 10_000;

/** One answer as a flow hands it in. */
export interface Answer {
  readonly contact: string;
  /** As the chat shows her; used while nobody linked the contact to a person. */
  readonly name?: string;
  readonly questionId: string;
  /** Chosen option, index from 0. */
  readonly option: number;
  readonly at: Date;
}

export interface AnswerBatch {
  /** Absent: practice outside a run. */
  readonly runId?: string;
  readonly answers: readonly Answer[];
  readonly thread: string;
  /** The same when the same effect is run again. */
  readonly key: string;
}

export interface RecordedAnswer {
  readonly contact: string;
  readonly questionId: string;
  readonly correct: boolean;
  /** The right option, index from 0, and its text. */
  readonly answer: number;
  readonly answerText: string;
  readonly explanation: string;
  readonly source: string;
}

/** Records answers and the review schedule that follows from them. */
export const createAttempts = (room: Room) => {
  const { attempts, reviews, runs } = room.models;

  /** Who answered and where she belongs: her first post's unit, else the group's, else `fallback`. */
  const lookUp = async (contacts: Iterable<string>, thread: string, fallback: string) => {
    const group = await room.org.groupOfThread(thread);
    const found = new Map<string, { person?: { id: string; name: string }; unitPath: string }>();
    for (const contact of new Set(contacts)) {
      const person = await room.org.personOfContact(contact);
      const unitPath = person?.posts[0]?.unit.path ?? group?.unit.path ?? fallback;
      found.set(contact, person ? { person, unitPath } : { unitPath });
    }
    return found;
  };

  const questionsOf = async (run: RunDoc | null, ids: readonly string[]): Promise<Map<string, Question>> => {
    const found = run?.questions ?? (await Promise.all([...new Set(ids)].map((id) => room.questions.question(id))));
    return new Map(found.filter((q) => q !== undefined).map((q) => [q.id, q]));
  };

  /** Written after the attempts: run again, the same attempts change nothing. */
  const schedule = async (recorded: readonly AttemptDoc[]): Promise<void> => {
    const idOf = (a: AttemptDoc) => `${a.contact}|${a.questionId}`;
    const known = await reviews.find({ _id: { $in: recorded.map(idOf) } }).lean();
    const before = new Map(known.map((doc) => [doc._id, doc]));
    const writes = recorded.flatMap((attempt) => {
      const old = before.get(idOf(attempt));
      if (old && (old.attempt === attempt._id || Date.parse(old.card.lastReview) > attempt.at.getTime())) return [];
      const card = afterAnswer(attempt.questionId, old?.card, attempt.correct, attempt.at);
      const change = { $set: { contact: attempt.contact, card, attempt: attempt._id } };
      return [{ updateOne: { filter: { _id: idOf(attempt) }, update: change, upsert: true } }];
    });
    if (writes.length > 0) await reviews.bulkWrite(writes, { ordered: false });
  };

  return {
    /**
     * Records answers, graded here. In a run the last answer of a contact to a question stands, as in the chat; outside
     * one every answer is kept. Run again under the same key it changes nothing and answers the same. All or nothing: a
     * question or option that does not exist refuses the batch.
     */
    async record(batch: AnswerBatch): Promise<Result<readonly RecordedAnswer[]>> {
      const run = batch.runId === undefined ? null : await runs.findById(batch.runId).lean<RunDoc>();
      if (batch.runId !== undefined && !run) {
        return fail('learning.unknown_run', 'Lượt làm bài này không còn, chị bắt đầu lại giúp em ạ.');
      }
      const questions = await questionsOf(
        run,
        batch.answers.map((a) => a.questionId),
      );
      const people = await lookUp(
        batch.answers.map((a) => a.contact),
        batch.thread,
        run?.unitPath ?? '/',
      );
      const docs: AttemptDoc[] = [];
      const results: RecordedAnswer[] = [];
      for (const answer of batch.answers) {
        const question = questions.get(answer.questionId);
        if (!question) return fail('learning.unknown_question', `Không có câu hỏi ${answer.questionId}.`, 'questionId');
        const option = question.options[answer.option];
        if (!option) {
          const message = `Câu ${question.id} chỉ có ${question.options.length} lựa chọn.`;
          return fail('learning.unknown_option', message, 'option');
        }
        const who = people.get(answer.contact);
        const correct = isCorrect(question, answer.option);
        docs.push({
          _id: [run?._id ?? batch.key, answer.contact, question.id].join('|'),
          ...(run ? { run: run._id, quiz: run.quiz } : {}),
          thread: batch.thread,
          contact: answer.contact,
          ...(who?.person ? { person: who.person.id } : {}),
          name: who?.person?.name ?? answer.name ?? '',
          unitPath: who?.unitPath ?? '/',
          questionId: question.id,
          questionVersion: question.version,
          questionText: question.text,
          option: answer.option,
          optionText: option.text,
          correct,
          at: answer.at,
        });
        results.push({
          contact: answer.contact,
          questionId: question.id,
          correct,
          answer: question.answer,
          answerText: question.options[question.answer]?.text ?? '',
          explanation: question.explanation,
          source: question.source,
        });
      }
      if (docs.length > 0) {
        await attempts.bulkWrite(
          docs.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
        );
        await schedule(docs);
        if (run) room.publish({ topic: 'quiz_run', id: run._id, unitPath: run.unitPath });
      }
      return ok(results);
    },

    /** Her numbers of a local year, over all her accounts: answers, right ones, and runs she took part in. */
    async totals(
      contact: string,
      from: Date,
      to: Date,
    ): Promise<{ answered: number; correct: number; quizzes: number }> {
      const mine = { contact: { $in: [...(await room.org.accountsOf(contact))] }, at: { $gte: from, $lt: to } };
      const [answered, correct, played] = await Promise.all([
        attempts.countDocuments(mine),
        attempts.countDocuments({ ...mine, correct: true }),
        attempts.distinct('run', { ...mine, run: { $exists: true } }),
      ]);
      return { answered, correct, quizzes: played.length };
    },

    /**
     * Forgets a contact: her answers in runs stay counted under a name that leads nowhere, practice is erased. Safe to
     * repeat after a crash: copies have keys of their own, and the originals go last.
     */
    async forget(contact: string): Promise<void> {
      for await (const doc of attempts.find({ contact }).lean<AttemptDoc[]>().cursor()) {
        const { _id, person: _, ...rest } = doc as unknown as AttemptDoc;
        if (rest.run !== undefined) {
          const nobody = forgottenContact(rest.run, contact);
          const copy = { ...rest, contact: nobody, name: '' };
          const key = [rest.run, nobody, rest.questionId].join('|');
          await attempts.updateOne({ _id: key }, { $setOnInsert: copy }, { upsert: true });
        }
        await attempts.deleteOne({ _id });
      }
      await reviews.deleteMany({ contact });
    },

    /** Questions for practice: for a known contact the wrongly answered and due ones come first. */
    async pick(wanted: {
      readonly topic?: string;
      readonly bank?: string;
      readonly count: number;
      readonly contact?: string;
      readonly seed: string;
      readonly unitPath?: string;
      readonly now: Date;
    }): Promise<Question[]> {
      const { topic, bank, seed, unitPath } = wanted;
      const all = await room.questions.questions({
        ...(topic === undefined ? {} : { topic }),
        ...(bank === undefined ? {} : { bank }),
        ...(unitPath === undefined ? {} : { unitPath }),
        count: ALL_QUESTIONS,
        seed,
      });
      const accounts = wanted.contact === undefined ? [] : await room.org.accountsOf(wanted.contact);
      const docs = await reviews.find({ contact: { $in: [...accounts] } }).lean();
      // What she practised on two accounts counts by the latest answer.
      const inOrder = docs.map(({ card }) => card).sort((a, b) => a.lastReview.localeCompare(b.lastReview));
      const cards = [...new Map(inOrder.map((card) => [card.questionId, card])).values()];
      return practiceOrder(all, cards, wanted.now, seed).slice(0, wanted.count);
    },
  };
};
export type Attempts = ReturnType<typeof createAttempts>;
