import { type Attempts, createAttempts } from './attempts.ts';
import type { AttendanceBook } from './attendance.ts';
import { createAttendance } from './attendance.ts';
import { createProgress, type ProgressBook } from './progress.ts';
import { createQuizzes, type Quizzes } from './quizzes.ts';
import { createResults, type Results } from './results.ts';
import { type LearningDeps, openRoom } from './room.ts';
import { createRuns, type Runs } from './runs.ts';
import type { QuestionSource } from './types.ts';

export type { LearningDeps } from './room.ts';
export type { Attempts, AttendanceBook, ProgressBook, Quizzes, Results, Runs };

export interface LearningService {
  readonly quizzes: Quizzes;
  readonly runs: Runs;
  readonly results: Results;
  readonly attempts: Attempts;
  readonly attendance: AttendanceBook;
  readonly progress: ProgressBook;
  readonly questions: QuestionSource;
  readonly org: LearningDeps['org'];
}

/** Quizzes, their runs and results, practice, attendances and the progress against the yearly target. */
export const createLearningService = (deps: LearningDeps): LearningService => {
  const room = openRoom(deps);
  const attendance = createAttendance(room);
  const results = createResults(room, attendance);
  return {
    quizzes: createQuizzes(room),
    runs: createRuns(room, results),
    results,
    attempts: createAttempts(room),
    attendance,
    progress: createProgress(room),
    questions: deps.questions,
    org: deps.org,
  };
};
