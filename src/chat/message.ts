import { z } from 'zod';

/**
 * Outbound messages: Botpress's standard types with `payload` flattened beside `type`, so that a Botpress bot and our
 * flows speak one language, and three group extras of our own (poll, reminder, mention). A channel renders each of
 * them for its platform or as the nearest thing that the platform has.
 */

/** What one message may hold before it is refused when written; a channel splits further by its own limit. */
export const MAX_TEXT_CHARACTERS = 20_000;
/** More options than this cannot be read on a phone, and no platform shows them. */
export const MAX_OPTIONS = 50;

const text = z.string().min(1).max(MAX_TEXT_CHARACTERS);

export const Option = z.object({ label: z.string().min(1).max(200), value: z.string().min(1).max(200) });
export type Option = z.infer<typeof Option>;

const options = z.array(Option).min(1).max(MAX_OPTIONS);

export const Card = z.object({
  title: z.string().min(1),
  subtitle: z.string().optional(),
  imageUrl: z.string().optional(),
  actions: z
    .array(z.object({ action: z.enum(['postback', 'url', 'say']), label: z.string().min(1), value: z.string().min(1) }))
    .default([]),
});

export type Card = z.infer<typeof Card>;

const simple = [
  /** `wants`: what the text asks for, so that a platform can offer it at a press where it knows a way. */
  z.object({ type: z.literal('text'), text, wants: z.literal('phone').optional() }),
  z.object({ type: z.literal('choice'), text, options }),
  z.object({ type: z.literal('dropdown'), text, options }),
  z.object({ type: z.literal('card'), ...Card.shape }),
  z.object({ type: z.literal('carousel'), items: z.array(Card).min(1) }),
  z.object({ type: z.literal('image'), imageUrl: z.string().min(1), title: z.string().optional() }),
  z.object({ type: z.literal('file'), fileUrl: z.string().min(1), title: z.string().optional() }),
  z.object({ type: z.literal('audio'), audioUrl: z.string().min(1), title: z.string().optional() }),
  z.object({ type: z.literal('video'), videoUrl: z.string().min(1), title: z.string().optional() }),
  z.object({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    address: z.string().optional(),
    title: z.string().optional(),
  }),
] as const;

const extras = [
  /** A poll in a group. `votes` come back as `vote` events naming the option values. */
  z.object({
    type: z.literal('poll'),
    question: text,
    options,
    multiple: z.boolean().default(false),
    closesAt: z.iso.datetime().optional(),
  }),
  /** A group reminder at a moment, native where the platform has it. */
  z.object({
    type: z.literal('reminder'),
    title: text,
    at: z.iso.datetime(),
    /**
     * One reminder a topic and thread: a later one takes the place of an earlier one, `no_reminder` takes it away. It goes
     * only where the platform's own reminders are answered by people, and nowhere as a text.
     */
    topic: z.string().min(1).max(150).optional(),
    /** The options that come back as a `vote` of whoever accepts, or says no. */
    answers: z.object({ accept: z.string().min(1).max(200), reject: z.string().min(1).max(200) }).optional(),
  }),
  z.object({ type: z.literal('no_reminder'), topic: z.string().min(1).max(150) }),
  /** Text that calls people by name: each `@{contact id}` in `text` is a mention of that contact. */
  z.object({
    type: z.literal('mention'),
    text,
    contacts: z.array(z.object({ id: z.string().min(1), name: z.string().min(1) })).min(1),
  }),
] as const;

const Single = z.discriminatedUnion('type', [...simple, ...extras]);

export const OutboundMessage = z.discriminatedUnion('type', [
  ...simple,
  ...extras,
  z.object({ type: z.literal('bloc'), items: z.array(Single).min(1) }),
]);
export type OutboundMessage = z.infer<typeof OutboundMessage>;
export type OutboundType = OutboundMessage['type'];
