import { DateTime } from 'luxon';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import type { Chat } from '../chat/chat.ts';
import type { OrgService } from '../org/types.ts';
import type { PublishLive } from '../web/route.ts';
import { type LearningModels, learningModels } from './model.ts';
import type { QuestionSource } from './types.ts';

export interface LearningDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly org: OrgService;
  readonly questions: QuestionSource;
  readonly chat: Pick<Chat, 'startFlow'>;
  readonly publish: PublishLive;
  /** Makes ids of quizzes and runs. Default: random. */
  readonly newId?: () => string;
}

/** What the parts of this room's service share. */
export interface Room extends Omit<LearningDeps, 'connection' | 'newId'> {
  readonly models: LearningModels;
  readonly newId: () => string;
}

export const openRoom = ({ connection, newId, ...rest }: LearningDeps): Room => ({
  ...rest,
  models: learningModels(connection),
  newId: newId ?? (() => crypto.randomUUID()),
});

/** The calendar year of a moment, as people here count it. */
export const localYear = (at: Date): number => DateTime.fromJSDate(at, { zone: DEFAULT_ZONE }).year;

/** Whether a write was refused because its key is already there. */
export const isDuplicate = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;

/** `/`, `/19/`, `/19/01864/` for `/19/01864/`: the units whose common things a unit may use. */
export const pathsDownTo = (unitPath: string): string[] => {
  const parts = unitPath.split('/').filter(Boolean);
  return ['/', ...parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}/`)];
};
