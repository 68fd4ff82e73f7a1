import type { FlowEvent } from '../session.ts';

export type Message = Extract<FlowEvent, { type: 'message' }>;
export type Vote = Extract<FlowEvent, { type: 'vote' }>;
