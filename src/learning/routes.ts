import type { Route } from '../web/route.ts';
import { progressRoutes } from './routes-progress.ts';
import { quizRoutes } from './routes-quizzes.ts';
import type { LearningService } from './service.ts';

/** The admin API of this room: quizzes and their runs, progress and targets. */
export const learningRoutes = (service: LearningService): Route[] => [
  ...quizRoutes(service),
  ...progressRoutes(service),
];
