import { z } from 'zod';
import { MAX_QUIZ_OPTIONS, MAX_QUIZ_QUESTIONS } from '../limits.ts';
import { Duration } from './duration.ts';
import { anyPrompt, anyStep, Condition, Expression, FlowName, Name, Say, Text, Value, Values } from './parts.ts';

/** What `ask` can ask for. */
export const ASK_TYPES = ['text', 'number', 'yes_no', 'date', 'moment', 'phone', 'person', 'unit', 'photo'] as const;
export type AskType = (typeof ASK_TYPES)[number];

const OptionValue = z.union([z.string().min(1), z.number(), z.boolean()]);

/** A question written in the file itself; from the content room they come in a variable, of the same shape. */
export const InlineQuestion = z.strictObject({
  id: z.string().min(1).optional(),
  text: z.string().min(1),
  options: z
    .array(z.union([z.string().min(1), z.strictObject({ text: z.string().min(1) })]))
    .min(2)
    .max(MAX_QUIZ_OPTIONS),
  answer: z.number().int().min(0).describe('Index of the right option, from 0'),
  explanation: z.string().optional(),
  source: z.string().optional(),
});

/**
 * The steps, by verb. `steps` is what stands inside branches: the checker passes a loose list and walks it itself, so
 * that each error names its own line; the JSON Schema passes the real thing.
 */
export const stepSchemas = <Steps extends z.ZodType>(steps: Steps) => {
  const Then = steps;
  const Option = z.union([
    z.string().min(1),
    z.strictObject({
      label: Text,
      value: OptionValue.optional().describe('What is saved; default: the label'),
      // biome-ignore lint/suspicious/noThenProperty: the word of the file format
      then: Then.optional().describe('Steps when this option is picked'),
    }),
  ]);
  const ListOptions = z.strictObject({
    from: Expression,
    label: Text.optional().describe(
      'Text for each row, which is called `muc`; default {{ muc.label }} or the row itself',
    ),
    value: Value.optional().describe('What is saved for a row; default =muc'),
  });
  const PlainOption = z.union([z.string().min(1), z.strictObject({ label: Text, value: OptionValue.optional() })]);
  const FixedOptions = z.array(Option).min(1, 'chưa có lựa chọn nào').max(50);

  return {
    say: z.strictObject({
      ...anyStep,
      say: Say,
      private: z.boolean().optional().describe('In a group: send it to the person alone'),
    }),
    send: z.strictObject({
      ...anyStep,
      send: z
        .union([Expression, z.looseObject({ type: z.string() })])
        .describe('A message: text, image, file, card, …'),
      private: z.boolean().optional(),
    }),
    ask: z.strictObject({
      ...anyStep,
      ...anyPrompt,
      ask: Say,
      type: z.enum(ASK_TYPES).default('text'),
      min: z.number().optional().describe('Least number, or fewest characters of a text'),
      max: z.number().optional().describe('Greatest number, or most characters of a text'),
      check: Condition.optional().describe('CEL; the answer is called `tra_loi`'),
      check_say: Say.optional().describe('Said when `check` is false'),
      direction: z.enum(['future', 'past']).optional().describe('date, moment: how a day without a year is meant'),
      optional: z.boolean().optional().describe('The person may answer "bỏ qua"; null is saved'),
      otherwise: Then.optional().describe('Steps when the retries are used up'),
    }),
    choose: z.strictObject({
      ...anyStep,
      ...anyPrompt,
      choose: Say,
      options: z.union([FixedOptions, ListOptions, Expression]),
      as: z.enum(['buttons', 'list']).optional().describe('list: one drop-down; default buttons'),
      casual: z
        .boolean()
        .optional()
        .describe('Other words than the options end the conversation and are read as if nothing had been asked'),
      empty: Then.optional().describe('Steps when the list from a variable is empty'),
      otherwise: Then.optional().describe('Steps when the retries are used up'),
    }),
    quiz: z.strictObject({
      ...anyStep,
      quiz: z.union([Expression, z.array(InlineQuestion).min(1).max(MAX_QUIZ_QUESTIONS)]),
      save: Name.optional(),
      title: Text.optional().describe('Said before the first question'),
      seconds: z
        .union([z.number().int().min(5).max(86_400), Expression])
        .optional()
        .describe('In a group: how long each question is open; default 60'),
      feedback: z.boolean().optional().describe('Say after each answer whether it was right; default true'),
      board: z.boolean().optional().describe('Show the result at the end; default true'),
      poll: z.boolean().optional().describe('In a group: ask with a poll of the platform'),
    }),
    collect: z.strictObject({
      ...anyStep,
      collect: Say,
      options: z.array(PlainOption).min(2, 'cần ít nhất 2 lựa chọn').max(20),
      for: Duration.optional(),
      until: Expression.optional(),
      do: z.string().optional().describe('Action run for every answer; `tra_loi`, `ten`, `nguoi` are hers'),
      args: z.record(z.string(), Value).optional(),
      save: Name.optional(),
      poll: z.boolean().optional(),
    }),
    // biome-ignore lint/suspicious/noThenProperty: the word of the file format
    when: z.strictObject({ ...anyStep, when: Condition, then: Then, otherwise: Then.optional() }),
    do: z.strictObject({
      ...anyStep,
      do: z.string().min(1),
      args: z.record(z.string(), Value).optional(),
      save: Name.optional(),
      on_error: Then.optional().describe('Steps when the action fails; `loi` is the reason'),
    }),
    call: z.strictObject({ ...anyStep, call: FlowName, with: Values.optional(), save: Name.optional() }),
    set: z.strictObject({ ...anyStep, set: Values }),
    wait: z.strictObject({
      ...anyStep,
      wait: z.union([Duration, Expression, z.strictObject({ until: Expression })]).describe('10m, or until: =hop.luc'),
    }),
    hand_over: z.strictObject({ ...anyStep, hand_over: Text.describe('Why: for the officer who takes over') }),
    subscribe: z.strictObject({ ...anyStep, subscribe: z.enum(['on', 'off']) }),
    goto: z.strictObject({ ...anyStep, goto: Name }),
    end: z.strictObject({ ...anyStep, end: Value }),
  };
};

/** `steps` of a branch as the checker reads them first: any list, walked afterwards. */
export const looseSteps = z.array(z.unknown()).min(1, 'chưa có bước nào');
export const LOOSE = stepSchemas(looseSteps);
export type Verb = keyof typeof LOOSE;
export const VERBS = Object.keys(LOOSE) as readonly Verb[];
export type StepOf<V extends Verb> = z.output<(typeof LOOSE)[V]>;
