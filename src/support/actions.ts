import { z } from 'zod';
import { type ActionTable, action } from '../flow/action.ts';
import type { SupportService } from './service.ts';
import { DIFFICULTY_STATES } from './types.ts';

/** Of a report, in the list that she is shown. */
const SUMMARY_CHARACTERS = 80;

const summary = (text: string): string =>
  text.length <= SUMMARY_CHARACTERS ? text : `${text.slice(0, SUMMARY_CHARACTERS - 1).trimEnd()}…`;

/** What flows may do with difficulties: docs/actions.md. */
export const supportActions = (service: SupportService): ActionTable => ({
  'support.assess': action({
    about: 'Whether the words speak of violence or danger.',
    args: z.object({ text: z.string() }),
    result: z.object({ urgent: z.boolean() }),
    run: async ({ text }) => ({ urgent: service.assess(text) }),
  }),

  'support.report': action({
    about: 'Stores a difficulty and gives its code. Urgent ones are seen only by the officers named for them.',
    args: z.object({
      text: z.string(),
      urgent: z.boolean(),
      place: z.string().default(''),
      callback: z.string().default(''),
    }),
    result: z.object({ ok: z.boolean(), message: z.string(), code: z.string(), answerBy: z.string() }),
    async run(args, { contact, thread, key, now }) {
      const nothing = { ok: false, code: '', answerBy: '' };
      if (contact === undefined) return { ...nothing, message: 'Em chưa rõ ai phản ánh ạ.' };
      const report = await service.report({ ...args, contact, thread, key, at: now });
      return report.ok
        ? { ok: true, message: '', code: report.value.code, answerBy: '' }
        : { ...nothing, message: report.error.message };
    },
  }),

  'support.mine': action({
    about: 'What she reported and where it stands; empty in a group.',
    args: z.object({}),
    result: z.object({
      items: z.array(z.object({ code: z.string(), at: z.string(), state: z.string(), summary: z.string() })),
    }),
    async run(_args, { contact, threadKind }) {
      if (contact === undefined || threadKind === 'group') return { items: [] };
      const docs = await service.mine(contact);
      return {
        items: docs.map((doc) => ({
          code: doc.code,
          at: doc.createdAt.toISOString(),
          state: DIFFICULTY_STATES[doc.state],
          // Somebody else may look at her phone.
          summary: doc.restricted ? 'Phản ánh riêng' : summary(doc.text),
        })),
      };
    },
  }),
});
