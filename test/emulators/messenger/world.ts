/** Everything that the emulated Facebook knows. Times are its own clock's, in milliseconds. */

export interface App {
  readonly id: string;
  readonly secret: string;
  /** Where its events go, once an address was saved. */
  webhook?: string;
}

export interface Page {
  readonly id: string;
  readonly name: string;
  readonly app: string;
  token: string;
  /** The fields that the app gets of this Page. */
  subscribed: string[];
  profile: Record<string, unknown>;
  /** Times of the last calls that changed the profile. */
  profileCalls: number[];
}

export interface Person {
  readonly psid: string;
  readonly page: string;
  readonly name: string;
  /** When she last did something that opens the window. */
  lastInbound?: number;
  /** False: she has blocked the Page. */
  reachable: boolean;
  /** The app that holds her thread; the Page's own app when undefined. */
  holder?: string;
}

export interface Message {
  readonly mid: string;
  readonly page: string;
  readonly psid: string;
  readonly from: 'page' | 'person';
  /** As it was sent: `text`, `attachment`, `quick_replies`. */
  body: Record<string, unknown>;
  readonly at: number;
  /** For the Page's own: who sent it, and under which type. */
  readonly app?: string;
  readonly metadata?: string;
  readonly messagingType?: string;
  readonly replyTo?: string;
}

export interface Attachment {
  readonly id: string;
  readonly page: string;
  readonly type: string;
  readonly at: number;
  readonly name?: string;
  readonly bytes?: number;
  readonly url?: string;
}

/** A call as it arrived, for looking at afterwards. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
  readonly at: number;
}

export interface Sign {
  readonly psid: string;
  readonly action: string;
  readonly payload?: unknown;
}

/** The Page's inbox, where people of the office answer. */
export const INBOX_APP = '263902037430900';
export const WINDOW_MS = 24 * 3_600_000;

export const createWorld = (machine: () => number = Date.now) => {
  let ahead = 0;
  let last = 0;
  const numbers = new Map<string, number>();
  const next = (what: string): number => {
    const number = (numbers.get(what) ?? 0) + 1;
    numbers.set(what, number);
    return number;
  };
  const found = <T>(what: string, id: string, value: T | undefined): T => {
    if (value === undefined) throw new Error(`emulator: there is no ${what} ${id}`);
    return value;
  };
  const apps = new Map<string, App>();
  const pages = new Map<string, Page>();
  const people = new Map<string, Person>();
  const attachments = new Map<string, Attachment>();
  const messages: Message[] = [];
  return {
    apps,
    pages,
    people,
    attachments,
    messages,
    asked: [] as Asked[],
    signs: [] as Sign[],
    /** Approved utility templates by name, with how many places each has. */
    templates: new Map<string, number>(),
    /** Hosts from which nothing can be fetched. */
    unreachableHosts: new Set<string>(),
    /** Headers that every answer carries (`x-app-usage`, `x-business-use-case-usage`). */
    usage: {} as Record<string, string>,
    next,
    now: () => machine() + ahead,
    /** Moments of messages: each later than the one before. */
    tick() {
      last = Math.max(last + 1, machine() + ahead);
      return last;
    },
    advance(ms: number) {
      ahead += ms;
    },
    /** Long, opaque, and different in every emulator that ever ran beside this one. */
    mid: () => `m_${Buffer.from(`${next('mid')}:${machine()}`).toString('base64url')}${'x'.repeat(40)}`,
    app: (id: string) => found('app', id, apps.get(id)),
    page: (id: string) => found('page', id, pages.get(id)),
    person: (psid: string) => found('person', psid, people.get(psid)),
    message: (mid: string) =>
      found(
        'message',
        mid,
        messages.find((one) => one.mid === mid),
      ),
    holderOf: (person: Person) => person.holder ?? found('page', person.page, pages.get(person.page)).app,
    thread: (psid: string) => messages.filter((one) => one.psid === psid),
  };
};
export type World = ReturnType<typeof createWorld>;
