import { z } from 'zod';
import { MAX_STEPS } from '../limits.ts';
import { Duration } from './duration.ts';
import { FlowName, Name, Text } from './parts.ts';
import { looseSteps, stepSchemas } from './steps.ts';

/** Present version of the file format. A file of an older one is migrated when read (`migrate.ts`). */
export const FORMAT = 1;

export const VAR_TYPES = ['text', 'number', 'yes_no', 'moment', 'list', 'object', 'any'] as const;
export type VarType = (typeof VAR_TYPES)[number];

/** Words of the assistant's own that a flow can answer, wherever the person is. */
export const COMMANDS = ['help', 'menu', 'stop', 'start', 'human'] as const;
export type FlowCommand = (typeof COMMANDS)[number];

const Var = z.union([
  z.enum(VAR_TYPES),
  z.strictObject({
    type: z.enum(VAR_TYPES),
    default: z.unknown().optional().describe('Used when the starter gives none; without it the variable is required'),
    about: z.string().optional(),
  }),
]);

const Timeout = z.union([
  Duration,
  z.strictObject({
    nudge: Duration.optional().describe('Silence after which the question is asked once more'),
    nudge_say: Text.optional(),
    end: Duration.optional().describe('Silence after which the conversation ends; default 24h'),
    say: Text.optional().describe('Said at that end; default: nothing'),
  }),
]);

const flowFile = <Steps extends z.ZodType>(steps: Steps) =>
  z.strictObject({
    flow: FlowName.describe('The file name without .yaml'),
    format: z.number().int().describe('Version of the file format'),
    title: z.string().min(1).max(200).describe('In Vietnamese; shown when the flow is resumed and in the console'),
    about: z.string().optional().describe('For authors and administrators'),
    scope: z.enum(['person', 'group']).default('person'),
    private: z.boolean().optional().describe('Started in a group, it continues in a direct chat with the person'),
    triggers: z.array(z.string().min(1).max(200)).optional().describe('Phrases; {ten_bien} takes what follows'),
    commands: z.array(z.enum(COMMANDS)).optional().describe('Command words that this flow answers'),
    vars: z.record(Name, Var).optional().describe('What the flow is started with'),
    timeout: Timeout.optional(),
    help: Text.optional().describe('Said when the person asks for help in a step without its own help'),
    on_error: steps.optional().describe('Steps when an action fails and the step has no on_error; then the flow ends'),
    steps,
  });

/** The header is checked; steps are walked one by one afterwards, so that an error names its own step. */
export const LooseFlow = flowFile(looseSteps);
export type LooseFlow = z.output<typeof LooseFlow>;

const Step: z.ZodType = z.lazy(() => z.union([z.literal('end'), ...Object.values(stepSchemas(Steps))]));
const Steps: z.ZodType = z.array(Step).min(1).max(MAX_STEPS).meta({ id: 'Steps' });

/** The JSON Schema of a flow file, for editors (`# yaml-language-server: $schema=flow.schema.json`). */
export const flowJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(flowFile(Steps), { io: 'input', unrepresentable: 'any' }),
  title: 'Chi Hội flow',
});
