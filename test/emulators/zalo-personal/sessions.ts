import { randomBytes, randomUUID } from 'node:crypto';
import { qrPicture } from './picture.ts';

/** A web login of one account: its cookies and the key that its calls are sealed under. */
export interface Session {
  readonly account: string;
  /** base64, 16 bytes; the same for the life of the login. */
  readonly key: string;
  /** Values of `zpw_sek` that are accepted; the last one is the newest. */
  readonly seks: string[];
  readonly zpsid: string;
  readonly since: number;
  alive: boolean;
  /** True when the next answer carries a fresh `zpw_sek`. */
  refresh: boolean;
  lastImei?: string;
}

export type QrState = 'new' | 'scanned' | 'confirmed' | 'declined' | 'expired';

export interface Qr {
  readonly code: string;
  readonly image: string;
  readonly token: string;
  state: QrState;
  /** Who scanned it. */
  account?: string;
  readonly watchers: Set<() => void>;
}

export interface Sessions {
  open(account: string): Session;
  byCookie(cookies: ReadonlyMap<string, string>): Session | undefined;
  /** Sessions of an account that are alive. */
  of(account: string): Session[];
  all(): readonly Session[];
  kill(account: string): void;
  /** A new `zpw_sek` for a session that asked for one; undefined when it did not. */
  renewed(session: Session): string | undefined;
  newQr(): Qr;
  qr(code: string): Qr | undefined;
  /** The code shown last. */
  readonly lastQr: Qr | undefined;
  move(qr: Qr, state: QrState, account?: string): void;
  /** Resolves when the code leaves `state`, or after `ms`. */
  leaves(qr: Qr, state: QrState, ms: number): Promise<void>;
}

export const createSessions = (now: () => number): Sessions => {
  const sessions: Session[] = [];
  const qrs = new Map<string, Qr>();
  let lastQr: Qr | undefined;
  const newSek = () => `${randomBytes(12).toString('hex')}.${now()}`;
  return {
    get lastQr() {
      return lastQr;
    },
    open(account) {
      const session: Session = {
        account,
        key: randomBytes(16).toString('base64'),
        seks: [newSek()],
        zpsid: randomBytes(12).toString('hex'),
        since: now(),
        alive: true,
        refresh: false,
      };
      sessions.push(session);
      return session;
    },
    byCookie(cookies) {
      const sek = cookies.get('zpw_sek') ?? '';
      return sessions.find((one) => one.alive && one.seks.includes(sek));
    },
    of: (account) => sessions.filter((one) => one.alive && one.account === account),
    all: () => sessions,
    kill(account) {
      for (const one of sessions) if (one.account === account) one.alive = false;
    },
    renewed(session) {
      if (!session.refresh) return undefined;
      session.refresh = false;
      const sek = newSek();
      session.seks.push(sek);
      return sek;
    },
    newQr() {
      const code = randomUUID();
      lastQr = {
        code,
        token: randomBytes(8).toString('hex'),
        image: `data:image/png;base64,${qrPicture(code).toString('base64')}`,
        state: 'new',
        watchers: new Set(),
      };
      qrs.set(code, lastQr);
      return lastQr;
    },
    qr: (code) => qrs.get(code),
    move(qr, state, account) {
      qr.state = state;
      if (account !== undefined) qr.account = account;
      for (const watch of qr.watchers) watch();
    },
    leaves: (qr, state, ms) =>
      new Promise((resolve) => {
        if (qr.state !== state) return resolve();
        const done = () => {
          clearTimeout(timer);
          qr.watchers.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        qr.watchers.add(done);
      }),
  };
};
