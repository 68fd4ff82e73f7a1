import { createHash } from 'node:crypto';
import { type Card, createEmptyCard, fsrs, Rating, type State } from 'ts-fsrs';

/** When a person should meet a question again, by the FSRS method. Times are ISO so that it is stored as plain JSON. */
export interface ReviewCard {
  readonly questionId: string;
  readonly due: string;
  readonly lastReview: string;
  readonly lastCorrect: boolean;
  readonly stability: number;
  readonly difficulty: number;
  readonly reps: number;
  readonly lapses: number;
  readonly state: number;
  readonly scheduledDays: number;
  readonly learningSteps: number;
}

// Without fuzz the schedule follows from the answers alone, so that a repeated write gives the same card.
const scheduler = fsrs({ enable_fuzz: false });

const toFsrs = (card: ReviewCard): Card => ({
  due: new Date(card.due),
  last_review: new Date(card.lastReview),
  stability: card.stability,
  difficulty: card.difficulty,
  elapsed_days: 0,
  scheduled_days: card.scheduledDays,
  learning_steps: card.learningSteps,
  reps: card.reps,
  lapses: card.lapses,
  state: card.state as State,
});

/** The card after one more answer at `at`; `before` absent: the first time that she met the question. */
export const afterAnswer = (
  questionId: string,
  before: ReviewCard | undefined,
  correct: boolean,
  at: Date,
): ReviewCard => {
  const { card } = scheduler.next(
    before ? toFsrs(before) : createEmptyCard(at),
    at,
    correct ? Rating.Good : Rating.Again,
  );
  return {
    questionId,
    due: card.due.toISOString(),
    lastReview: at.toISOString(),
    lastCorrect: correct,
    stability: card.stability,
    difficulty: card.difficulty,
    reps: card.reps,
    lapses: card.lapses,
    state: card.state,
    scheduledDays: card.scheduled_days,
    learningSteps: card.learning_steps,
  };
};

/** A stable place for `id` in an order that only `seed` decides. */
const place = (seed: string, id: string): string => createHash('sha256').update(`${seed}\n${id}`).digest('hex');

/** The same order for the same seed, whatever the order given. */
export const shuffle = <T extends { readonly id: string }>(items: readonly T[], seed: string): T[] =>
  items
    .map((item) => ({ item, at: place(seed, item.id) }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ item }) => item);

/**
 * Questions in the order in which practice should ask them: wrongly answered last time, then due for review, then
 * never met, then the rest by when they fall due. Inside the first three groups `seed` decides.
 */
export const practiceOrder = <T extends { readonly id: string }>(
  questions: readonly T[],
  cards: readonly ReviewCard[],
  now: Date,
  seed: string,
): T[] => {
  const byId = new Map(cards.map((card) => [card.questionId, card]));
  const rank = (item: T): number => {
    const card = byId.get(item.id);
    if (!card) return 2;
    if (!card.lastCorrect) return 0;
    return Date.parse(card.due) <= now.getTime() ? 1 : 3;
  };
  const mixed = shuffle(questions, seed).map((item) => ({ item, rank: rank(item), due: byId.get(item.id)?.due ?? '' }));
  mixed.sort((a, b) => a.rank - b.rank || (a.rank === 3 ? a.due.localeCompare(b.due) : 0));
  return mixed.map(({ item }) => item);
};
