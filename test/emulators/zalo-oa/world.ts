import type { Line } from '../chat-page.ts';

/** What the platform keeps on its side. Times are epoch milliseconds. */
export interface World {
  readonly now: () => number;
  readonly app: { readonly id: string; readonly secret: string };
  readonly oa: { readonly id: string; name: string; readonly secretKey: string; packageName: string };
  readonly people: Map<string, Person>;
  readonly groups: Map<string, Group>;
  readonly sent: SentMessage[];
  readonly uploads: Map<
    string,
    { readonly kind: 'image' | 'file'; readonly name: string; readonly bytes: Buffer; at: number }
  >;
  /** What was said in each direct chat (by person) and group, for the page. */
  readonly said: Map<string, Line[]>;
  readonly tokens: Tokens;
  /** Requests of the API this minute, and how many there may be. */
  readonly rate: { minute: number; used: number; limit: number };
  /** Forms that this OA may not send: `buttons`, `list`, `request_user_info`, `quote`. */
  readonly refused: Set<string>;
  nextId(): string;
}

export interface Person {
  readonly id: string;
  name: string;
  follows: boolean;
  /** Undefined: never wrote. */
  lastInteraction?: number;
}

export interface Group {
  readonly id: string;
  name: string;
  members: string[];
  status: 'enabled' | 'disabled';
}

/** A message of the OA that arrived. */
export interface SentMessage {
  readonly id: string;
  readonly kind: 'direct' | 'group';
  /** User id or group id. */
  readonly to: string;
  readonly message: Readonly<Record<string, unknown>>;
  readonly at: number;
}

interface Tokens {
  access: { value: string; until: number } | undefined;
  refresh: string | undefined;
  readonly spent: Set<string>;
  /** Every token ever given out. */
  readonly issued: string[];
  readonly codes: Map<string, { readonly challenge: string; readonly at: number; used: boolean }>;
}

export interface WorldOptions {
  /** Where ids begin: a process that is started again must not give out the same ones. */
  readonly firstId?: number;
  readonly now?: () => number;
  readonly appId?: string;
  readonly appSecret?: string;
  readonly oaId?: string;
  readonly oaName?: string;
  readonly oaSecretKey?: string;
}

export const createWorld = ({
  now = Date.now,
  firstId = 0xa000000000,
  appId = '1234567890123456789',
  appSecret = 'emulated-app-secret',
  oaId = '2233445566778899001',
  oaName = 'Hội LHPN xã Mẫu',
  oaSecretKey = 'emulated-oa-secret-key',
}: WorldOptions = {}): World => {
  let last = firstId;
  return {
    now,
    app: { id: appId, secret: appSecret },
    oa: { id: oaId, name: oaName, secretKey: oaSecretKey, packageName: 'Gói Nâng cao' },
    people: new Map(),
    groups: new Map(),
    sent: [],
    uploads: new Map(),
    said: new Map(),
    tokens: { access: undefined, refresh: undefined, spent: new Set(), issued: [], codes: new Map() },
    rate: { minute: 0, used: 0, limit: 4_000 },
    refused: new Set(),
    nextId: () => (last++).toString(16).padStart(20, '0'),
  };
};

/** Writes down what was said, for the page. */
export const hear = ({ said }: Pick<World, 'said'>, thread: string, line: Line): void => {
  said.set(thread, [...(said.get(thread) ?? []), line]);
};
