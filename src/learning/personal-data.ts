import { createHash } from 'node:crypto';
import type { LearningService } from './service.ts';

/**
 * Another name for a contact within one run, so that the board still counts her as one woman. Different in every run, and
 * the same when it is made again.
 */
export const forgottenContact = (run: string, contact: string): string =>
  `forgotten:${createHash('sha256').update(`${run}\n${contact}`).digest('hex').slice(0, 16)}`;

/** What this room keeps about a contact, and how it forgets it: docs/actions.md, "chat". */
export const learningPersonalData = ({ attempts }: LearningService) => ({
  async list(contact: string): Promise<{ label: string; value: string }[]> {
    const { answered, correct } = await attempts.totals(contact, new Date(0), new Date(8.64e15));
    return answered === 0 ? [] : [{ label: 'Trắc nghiệm', value: `đã làm ${answered} câu, đúng ${correct} câu` }];
  },
  forget: (contact: string): Promise<void> => attempts.forget(contact),
});
