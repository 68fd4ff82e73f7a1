import { z } from 'zod';

/**
 * The body of a webhook, as far as all events agree. What only some have is read where it is needed, because layouts
 * differ between the platform's own pages; nothing but the name is required.
 *
 *     {"app_id":"APP","user_id_by_app":"UA","event_name":"user_send_text","timestamp":"1700000000000",
 *      "sender":{"id":"USER"},"recipient":{"id":"OA"},"message":{"msg_id":"M","text":"..."}}
 */

/** An id or a time: a string, or the number that some versions write. */
const scalar = z
  .union([z.string().max(200), z.number()])
  .transform(String)
  .optional()
  .catch(undefined);
const side = z.looseObject({ id: scalar }).optional().catch(undefined);
const record = z.record(z.string(), z.unknown());

export const OaEvent = z.looseObject({
  event_name: z.string().min(1).max(100),
  app_id: scalar,
  oa_id: scalar,
  timestamp: scalar,
  sender: side,
  recipient: side,
  follower: side,
  user_id: scalar,
  message: record.optional().catch(undefined),
  info: record.optional().catch(undefined),
});
export type OaEvent = z.output<typeof OaEvent>;

/** A field that may be a string or a number, as a string; undefined when it is neither or empty. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** The platform's ids are some 20 letters long; with an event's name before it, an id must fit into the inbox's 200. */
const MAX_ID = 150;

/** A field that is an id. */
export const idText = (value: unknown): string | undefined => {
  const id = text(value);
  return id !== undefined && id.length <= MAX_ID ? id : undefined;
};

export const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Before this no Official Account existed; a sample's 12-digit time is one of those. */
const EARLIEST_MS = Date.UTC(2012, 0, 1);
/** A platform's clock may be ahead of ours by so much. */
const AHEAD_MS = 24 * 60 * 60 * 1000;

/** When it happened, by the platform's clock where that makes sense. */
export const momentOf = (event: OaEvent, now: Date): Date => {
  const ms = Number(event.timestamp);
  return Number.isInteger(ms) && ms >= EARLIEST_MS && ms <= now.getTime() + AHEAD_MS ? new Date(ms) : now;
};

/** Ids that an event gives in the places where an OA stands. */
export const sidesOf = (event: OaEvent): readonly string[] =>
  [event.oa_id, event.sender?.id, event.recipient?.id].filter((id) => id !== undefined);
