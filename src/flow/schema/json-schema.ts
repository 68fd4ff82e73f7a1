import { flowJsonSchema } from './flow.ts';

/** The text of `flows/flow.schema.json`; a test compares, and `UPDATE_GOLDEN=1` writes it. */
export const flowSchemaText = (): string => `${JSON.stringify(flowJsonSchema(), null, 2)}\n`;
