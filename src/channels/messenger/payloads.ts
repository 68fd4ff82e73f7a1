import { z } from 'zod';

/**
 * What Meta sends to the webhook, as loosely as it is seen in the wild: ids and times as numbers or strings, fields
 * missing, more fields than are known. Long numbers have become strings before (`parseBody`).
 */

/** Ids and message ids; longer ones than the inbox keeps are no id. */
const Id = z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(200));
const Time = z.union([z.number(), z.string()]);
/** An absent optional is sometimes sent as `null`. */
const maybe = <T extends z.ZodType>(inner: T) => z.preprocess((value) => value ?? undefined, inner.optional());

const Party = maybe(z.object({ id: maybe(Id), user_ref: maybe(Id) }));

/** What every event has, if anything. */
export const Frame = z.object({ sender: Party, recipient: Party, timestamp: maybe(Time) });

export const AttachmentPayload = z.looseObject({
  type: maybe(z.string()),
  title: maybe(z.string()),
  url: maybe(z.string()),
  payload: maybe(
    z.looseObject({
      url: maybe(z.string()),
      title: maybe(z.string()),
      sticker_id: maybe(Id),
      coordinates: maybe(z.object({ lat: z.number(), long: z.number() })),
    }),
  ),
});
export type AttachmentPayload = z.infer<typeof AttachmentPayload>;

/**
 * `{"mid":"m_…","text":"Dạ vâng","quick_reply":{"payload":"v:yes"},"reply_to":{"mid":"m_…"},"attachments":[…]}`;
 * with `is_echo`, `app_id` and `metadata` when it is one of the Page's own.
 */
export const Message = z.object({
  mid: Id,
  text: maybe(z.string()),
  quick_reply: maybe(z.object({ payload: maybe(z.string()) })),
  reply_to: maybe(z.object({ mid: maybe(Id), is_self_reply: maybe(z.boolean()) })),
  attachments: maybe(z.array(AttachmentPayload)),
  is_echo: maybe(z.boolean()),
  is_deleted: maybe(z.boolean()),
  app_id: maybe(Id),
  metadata: maybe(z.string()),
});

export type Message = z.infer<typeof Message>;

export const Referral = z.looseObject({ ref: maybe(z.string()), source: maybe(z.string()), type: maybe(z.string()) });

/** `{"mid":"m_…","title":"Tài liệu","payload":"s:tài liệu"}`; old shapes have no `mid`. */
export const Postback = z.object({
  mid: maybe(Id),
  title: maybe(z.string()),
  payload: maybe(z.string()),
  referral: maybe(Referral),
});

/** `{"mid":"m_…","reaction":"love","emoji":"❤","action":"react"}`; taking one back can lack the emoji. */
export const Reaction = z.object({
  mid: Id,
  reaction: maybe(z.string()),
  emoji: maybe(z.string()),
  action: maybe(z.string()),
});

export const Watermark = z.object({ watermark: Time, mids: maybe(z.array(Id)) });

/** `{"new_owner_app_id":"…","previous_owner_app_id":null,"metadata":"…"}` */
export const ThreadControl = z.object({ new_owner_app_id: maybe(Id), previous_owner_app_id: maybe(Id) });

export const Policy = z.object({ action: maybe(z.string()), reason: maybe(z.string()) });

export const OptIn = z.looseObject({ type: maybe(z.string()), ref: maybe(z.string()) });

/** `{"object":"page","entry":[{"id":"<page>","time":1700000000000,"messaging":[…],"standby":[…],"changes":[…]}]}` */
export const Envelope = z.object({ object: z.string(), entry: z.array(z.unknown()) });
export const Entry = z.object({
  id: Id,
  time: maybe(Time),
  messaging: maybe(z.array(z.unknown())),
  standby: maybe(z.array(z.unknown())),
  changes: maybe(z.array(z.unknown())),
});
