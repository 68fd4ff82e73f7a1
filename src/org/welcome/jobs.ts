import type { Queue } from '../../queue/queue.ts';
import { WELCOME_QUEUE, type Welcome } from './service.ts';

/** What the welcome runs in the background. Call before `queue.start`. */
export const registerWelcomeJobs = (queue: Queue, welcome: Welcome): void => {
  queue.process(WELCOME_QUEUE, (job) => welcome.run((job.data as { thread: string }).thread));
};
