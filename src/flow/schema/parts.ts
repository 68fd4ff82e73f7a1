import { z } from 'zod';
import { MAX_TEMPLATE_CHARACTERS } from '../limits.ts';

/** Names of variables, labels and result fields: what CEL and Liquid both read as a name. */
export const Name = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,59}$/, 'tên chỉ gồm chữ không dấu, số và dấu gạch dưới, không bắt đầu bằng số');

/** Names of flows: the file name without `.yaml`. */
export const FlowName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'tên kịch bản chỉ gồm chữ thường không dấu, số và dấu gạch nối');

/** Text with Liquid in it: `Chào {{ xung_ho }} {{ ten }}`. */
export const Text = z
  .string()
  .min(1, 'chưa có lời')
  .max(MAX_TEMPLATE_CHARACTERS, `dài quá ${MAX_TEMPLATE_CHARACTERS} ký tự`)
  .describe('Liquid text: {{ ten }}, {{ hop.luc | thoi_diem }}');

/** A list is one message said in one of several ways; the engine picks one, always the same for the same conversation. */
export const Say = z.union([Text, z.array(Text).min(1).max(20)]);

/** A CEL condition: `so_nguoi > 3 && co(hop)`. */
export const Condition = z
  .union([z.string().min(1, 'chưa có điều kiện'), z.boolean()])
  .describe('CEL condition: so_nguoi > 3 && co(hop)');

/** `=` and a CEL expression, as in a spreadsheet: `=tim.ket_qua`. */
export const Expression = z
  .string()
  .regex(/^=/, 'cần một biểu thức bắt đầu bằng dấu =, ví dụ =ket_qua')
  .describe('= and a CEL expression: =tim.ket_qua');

/** Anything: text is Liquid, text that starts with `=` is a CEL value of any type, and so inside lists and objects. */
export const Value = z
  .unknown()
  .describe('Text is Liquid; text starting with = is a CEL value; the rest stands as written');
export const Values = z.record(Name, Value);

/** Fields that every step may have. */
export const anyStep = {
  id: Name.optional().describe('A label that goto can name'),
  note: z.string().optional().describe('For authors; never shown'),
};

/** Fields of every step that waits for one person's answer. */
export const anyPrompt = {
  save: Name.optional().describe('The variable that takes the answer'),
  again: Say.optional().describe('Said when the answer is not understood, before asking again'),
  retries: z.number().int().min(0).max(10).optional().describe('How often it is asked again; default 2'),
  help: Text.optional().describe('Said when the person asks for help here'),
};
