import { fail, ok, type Result } from '../base/result.ts';
import type { AttendanceBook } from './attendance.ts';
import { type GradedAttempt, questionResults, scoreboard } from './grading.ts';
import { type RunDoc, under } from './model.ts';
import type { Room } from './room.ts';
import type { Run, RunResults, RunState } from './types.ts';

/** States of a run that has not ended. */
export const OPEN_STATES: RunState[] = ['waiting', 'running'];

export const runView = (doc: RunDoc): Run => ({
  id: doc._id,
  quizId: doc.quiz,
  title: doc.title,
  unitPath: doc.unitPath,
  thread: doc.thread,
  threadKind: doc.threadKind,
  ...(doc.groupName === undefined ? {} : { groupName: doc.groupName }),
  state: doc.state,
  questionCount: doc.questions.length,
  countsToTarget: doc.countsToTarget,
  createdAt: doc.createdAt.toISOString(),
  ...(doc.startedAt === undefined ? {} : { startedAt: doc.startedAt.toISOString() }),
  ...(doc.finishedAt === undefined ? {} : { finishedAt: doc.finishedAt.toISOString() }),
});

/** Ends runs, counts who took part and shows the results. */
export const createResults = (room: Room, attendance: AttendanceBook) => {
  const { runs, attempts } = room.models;

  const graded = async (runId: string): Promise<GradedAttempt[]> => {
    const docs = await attempts.find({ run: runId }).sort({ at: 1 }).lean();
    // By whom she is today: the same woman on two channels, or in two records that were merged, is one row.
    const who = await room.org.whose(docs);
    return docs.map((doc, i) => ({
      contact: doc.contact,
      ...(who[i] === undefined ? {} : { person: who[i] }),
      name: doc.name,
      questionId: doc.questionId,
      option: doc.option,
      correct: doc.correct,
      at: doc.at.getTime(),
    }));
  };

  /** Who took part and is linked to a person gets her attendance; again changes nothing. */
  const count = async (doc: RunDoc): Promise<void> => {
    if (!doc.countsToTarget) return;
    const present = scoreboard(await graded(doc._id), doc.questions.length).filter((score) => score.tookPart);
    const people = await Promise.all(present.map((score) => room.org.personOfContact(score.contact)));
    await attendance.add(
      { type: 'quiz', id: doc.quiz, title: doc.title },
      doc.createdAt,
      people.flatMap((person) =>
        person
          ? [
              {
                person: person.id,
                name: person.name,
                posts: person.posts.map((p) => ({ post: p.post, unitPath: p.unit.path })),
              },
            ]
          : [],
      ),
    );
  };

  const close = async (id: string, state: 'finished' | 'abandoned', now: Date): Promise<RunDoc | undefined> => {
    // Answers that come after the sweep gave a run up still count.
    const states: RunState[] = state === 'finished' ? [...OPEN_STATES, 'abandoned'] : OPEN_STATES;
    const open = { _id: id, state: { $in: states } };
    // Counted before the state changes: a crash in between leaves the run open, and it is closed again.
    const before = await runs.findOne(open).lean();
    if (before) {
      await count(before);
      await runs.updateOne(open, { $set: { state, finishedAt: now }, $unset: { running: 1 } });
    }
    const after = await runs.findById(id).lean();
    if (after && before) room.publish({ topic: 'quiz_run', id, unitPath: after.unitPath });
    return after ?? undefined;
  };

  const results = async (runId: string): Promise<RunResults | undefined> => {
    const doc = await runs.findById(runId).lean();
    if (!doc) return undefined;
    const given = await graded(runId);
    const scores = scoreboard(given, doc.questions.length);
    return {
      run: runView(doc),
      participants: scores.length,
      scoreboard: scores,
      questions: questionResults(doc.questions, given),
    };
  };

  return {
    results,
    close,

    /** Ends a run and counts who took part; `abandoned` when it was stopped half-way. Again is harmless. */
    async finish(runId: string, now: Date, state: 'finished' | 'abandoned' = 'finished'): Promise<Result<RunResults>> {
      await close(runId, state, now);
      const done = await results(runId);
      return done ? ok(done) : fail('learning.unknown_run', 'Lượt làm bài này không còn nữa ạ.');
    },

    /**
     * Counts what a contact did before she was linked to a person of the roster: her answers get the person, and runs that
     * counted towards the target give her their attendance, by the posts that she holds now. Again is harmless.
     */
    async attribute(contact: string): Promise<void> {
      const person = await room.org.personOfContact(contact);
      if (!person) return;
      const unknown = { contact, person: { $exists: false } };
      const played = await attempts.distinct('run', { contact, run: { $exists: true } });
      await attempts.updateMany(unknown, { $set: { person: person.id, name: person.name } });
      for (const doc of await runs.find({ _id: { $in: played }, state: { $nin: OPEN_STATES } }).lean())
        await count(doc);
    },

    /** Runs of threads under `scope`, newest first. */
    async list(scope: string, filter: { quizId?: string; limit?: number } = {}): Promise<Run[]> {
      const docs = await runs
        .find({ unitPath: under(scope), ...(filter.quizId === undefined ? {} : { quiz: filter.quizId }) })
        .sort({ createdAt: -1 })
        .limit(filter.limit ?? 100)
        .lean();
      return docs.map(runView);
    },

    async get(runId: string): Promise<Run | undefined> {
      const doc = await runs.findById(runId).lean();
      return doc ? runView(doc) : undefined;
    },
  };
};
export type Results = ReturnType<typeof createResults>;
