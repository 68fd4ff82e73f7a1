import { z } from 'zod';
import { type ActionTable, action } from '../../../src/flow/action.ts';

const Found = z.object({ candidates: z.array(z.object({ id: z.string(), name: z.string(), label: z.string() })) });
const none = async () => ({ candidates: [] });

/** Actions that the flows of these tests may name. They are never run here: results come from the test. */
export const testActions: ActionTable = {
  'test.classes': action({
    about: 'Lists the open classes.',
    args: z.object({}),
    result: z.object({ classes: z.array(z.object({ id: z.string(), title: z.string() })) }),
    run: async () => ({ classes: [] }),
  }),
  'test.enrol': action({
    about: 'Enrols people.',
    args: z.object({ class: z.string(), people: z.number(), at: z.string(), phone: z.string().nullable() }),
    result: z.object({ ok: z.boolean(), message: z.string().optional() }),
    run: async () => ({ ok: true }),
  }),
  'test.record': action({
    about: 'Records quiz answers.',
    args: z.object({ answers: z.array(z.unknown()) }),
    result: z.object({}),
    run: async () => ({}),
  }),
  'test.rsvp': action({
    about: 'Records who comes.',
    args: z.object({ who: z.string(), answer: z.enum(['co', 'khong']) }),
    result: z.object({}),
    run: async () => ({}),
  }),
  'org.find_person': action({
    about: 'Finds people.',
    args: z.object({ query: z.string() }),
    result: Found,
    run: none,
  }),
  'org.find_unit': action({ about: 'Finds units.', args: z.object({ query: z.string() }), result: Found, run: none }),
};
