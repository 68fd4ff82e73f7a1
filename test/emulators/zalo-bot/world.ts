/** What the platform keeps of one bot. */
export interface World {
  readonly now: () => number;
  token: string;
  readonly bot: { readonly id: string; name: string; canJoinGroups: boolean };
  readonly people: Map<string, { readonly id: string; name: string }>;
  readonly groups: Map<string, { readonly id: string; name: string }>;
  readonly sent: SentMessage[];
  webhook: { url: string; secret: string; updatedAt: number } | undefined;
  /** Updates that nobody has asked for yet. */
  readonly queue: unknown[];
  /** Whether webhooks come in the wrapper of `getUpdates`. */
  wrapped: boolean;
  /** Which field a picture stands in. */
  photoField: 'photo' | 'photo_url';
  /** A public address and where it leads here: what a name server and a proxy do outside. */
  route: { readonly from: string; readonly to: string } | undefined;
  nextId(): string;
}

/** A message of the bot that arrived. */
export interface SentMessage {
  readonly id: string;
  readonly chat: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly at: number;
}

export interface WorldOptions {
  /** Where ids begin: a process that is started again must not give out the same ones. */
  readonly firstId?: number;
  readonly now?: () => number;
  readonly token?: string;
  readonly name?: string;
}

export const createWorld = ({
  now = Date.now,
  firstId = 0xb000000000,
  token = '123456789:emulated-bot-token',
  name = 'Bot Hội Phụ nữ Mẫu',
}: WorldOptions = {}): World => {
  let last = firstId;
  const nextId = () => (last++).toString(16).padStart(20, '0');
  return {
    now,
    token,
    bot: { id: nextId(), name, canJoinGroups: true },
    people: new Map(),
    groups: new Map(),
    sent: [],
    webhook: undefined,
    queue: [],
    wrapped: false,
    photoField: 'photo_url',
    route: undefined,
    nextId,
  };
};
