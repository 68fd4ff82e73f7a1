import { z } from 'zod';

/**
 * Inbound events: what a channel tells us, the same for every platform. Ids are strings always. The pair (account, id)
 * names an event for ever: the same pair again is a duplicate and is acknowledged without being handled twice.
 */

/** A chat text longer than this is cut here, with `truncated` set: no flow reads more, and the platforms allow less. */
export const MAX_INBOUND_CHARACTERS = 10_000;

const id = z.string().min(1).max(200);

export const ThreadRef = z.object({
  /** The platform's id of the conversation, unique within the account. */
  id,
  kind: z.enum(['direct', 'group']),
  name: z.string().max(300).optional(),
});
export type ThreadRef = z.infer<typeof ThreadRef>;

export const ContactRef = z.object({
  /** The platform's id of the person, unique within the account. */
  id,
  name: z.string().max(300).optional(),
});
export type ContactRef = z.infer<typeof ContactRef>;

export const Attachment = z.object({
  kind: z.enum(['image', 'file', 'audio', 'video', 'sticker', 'location']),
  url: z.string().optional(),
  name: z.string().optional(),
  mimeType: z.string().optional(),
  sizeBytes: z.number().int().nonnegative().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
});
export type Attachment = z.infer<typeof Attachment>;

const common = {
  id,
  account: id,
  thread: ThreadRef,
  /** When it happened, by the platform's clock. */
  at: z.iso.datetime(),
};
const fromPerson = { ...common, contact: ContactRef };

export const InboundEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    ...fromPerson,
    messageId: id,
    /** What was typed, without the mention of the assistant; empty when only attachments were sent. */
    text: z.string().max(MAX_INBOUND_CHARACTERS),
    truncated: z.boolean().default(false),
    attachments: z.array(Attachment).default([]),
    /** The value of a pressed button or picked list row, when the platform tells it. */
    choice: z.string().optional(),
    mentionsUs: z.boolean().default(false),
    repliesToUs: z.boolean().default(false),
    /** The message that this one quotes. */
    quotes: z.string().optional(),
    /** Not typed but filled in on the platform's form: for a conversation that asked for it, and for nothing else. */
    onlyAsAnswer: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('reaction'),
    ...fromPerson,
    messageId: id,
    emoji: z.string(),
    removed: z.boolean().default(false),
  }),
  /** A person's whole present choice in a poll that we sent (`messageId`); empty when she took her vote back. */
  z.object({ type: z.literal('vote'), ...fromPerson, messageId: id, options: z.array(z.string()) }),
  z.object({ type: z.literal('seen'), ...fromPerson, messageId: id }),
  /** The person opened or followed the assistant, without writing yet. */
  z.object({ type: z.literal('opened'), ...fromPerson }),
  /** The assistant itself came into a group. */
  z.object({ type: z.literal('we_joined'), ...common }),
  z.object({ type: z.literal('members_joined'), ...common, contacts: z.array(ContactRef).min(1) }),
  z.object({ type: z.literal('members_left'), ...common, contacts: z.array(ContactRef).min(1) }),
  z.object({ type: z.literal('thread_renamed'), ...common, name: z.string() }),
  /** From our own program: a timer that a session set has come. */
  z.object({ type: z.literal('timer'), ...common, session: id, timer: id }),
  /** From our own program: start a flow in this thread (for one contact, or for the whole group). */
  z.object({
    type: z.literal('start_flow'),
    ...common,
    flow: id,
    contact: ContactRef.optional(),
    vars: z.record(z.string(), z.unknown()).default({}),
    /** The delivery that the first message of the flow settles, for broadcasts. */
    delivery: z.string().optional(),
    /** The group (a broadcast's id) that its messages belong to. */
    group: z.string().optional(),
  }),
]);
export type InboundEvent = z.infer<typeof InboundEvent>;
/** Who is in a group changed. */
export type MembersChange = Extract<InboundEvent, { type: 'we_joined' | 'members_joined' | 'members_left' }>;
/** An event as a channel writes it down: fields with defaults may be absent. */
export type InboundEventInput = z.input<typeof InboundEvent>;
