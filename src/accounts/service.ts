import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { createSeal } from '../base/seal.ts';
import type { ChannelKind, ConnectedChannel, StateReport, Window } from '../channels/kind.ts';
import type { Channel, Tell } from '../chat/channel.ts';
import type { Bus } from '../queue/bus.ts';
import type { Leases } from '../store/lease.ts';
import type { PublishLive } from '../web/route.ts';
import { createFileLinks } from './file-links.ts';
import { createFiles, type MessageFile } from './files.ts';
import { type AccountDoc, accountModels, type DeletionDoc } from './model.ts';
import { ALARMING, createNotes } from './notes.ts';
import { createOauthSignIns } from './oauth.ts';
import { createPaces } from './pace.ts';
import { createQrSignIns } from './qr.ts';
import { type Answers, answerBy } from './questions.ts';
import { createRegistry, type Entry } from './registry.ts';
import { createRemote, type Question } from './remote.ts';
import { createRunner, type Serves } from './runner.ts';
import type {
  AccountEdit,
  AccountNoteView,
  AccountView,
  KindView,
  NewAccount,
  PlatformGroupView,
  QrView,
} from './types.ts';
import { applyValues } from './values.ts';
import { kindView, showAccount } from './view.ts';
import { createWebhooks, type WebhookCounts, type Webhooks } from './webhooks.ts';

/** Letters and digits of an account's id that nobody mistakes for another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const ID_LETTERS = 6;
/** Notes shown at once. */
const NOTES = 50;

/** What the accounts room needs of the chat room. */
export interface ChatSide {
  readonly tell: Tell;
  connect(channel: Channel): Promise<void>;
  disconnect(account: string): Promise<void>;
  /** Messages that wait for an account. */
  waiting(account: string): Promise<number>;
  /** Gives up what waits for an account that is removed. */
  dropAccount(account: string): Promise<number>;
}

export interface AccountDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly kinds: readonly ChannelKind[];
  /** 32 bytes: secrets are closed with it. */
  readonly appKey: Buffer;
  readonly leases: Leases;
  readonly serves: Serves;
  readonly filesDir: string;
  /** Where people and platforms outside reach us (`PUBLIC_URL`). Absent: nowhere, and our own files cannot be linked to. */
  readonly outsideUrl?: string;
  /** Read when used: the chat room is made after this one, as it asks this one about accounts. */
  readonly chat: () => ChatSide;
  readonly publicUrl: () => string;
  readonly publish: PublishLive;
  /** Carries questions to the process that holds an account. */
  readonly bus: Bus;
  /** Tells the other processes that an account changed; they look at once. */
  readonly announce: (account: string) => void;
  /** An account needs a person: administrators are told by another account. */
  readonly alarm: (account: AccountDoc, report: StateReport) => Promise<void>;
  /** A platform passes on that a person wants her data removed. */
  readonly deletionRequested?: (account: string, person: string) => Promise<void>;
  readonly counts?: WebhookCounts & { sent(kind: string, outcome: string): void };
}

export interface Changed<T> {
  readonly before: T;
  readonly after: T;
}

export interface Accounts {
  kinds(): readonly KindView[];
  list(scope: string): Promise<AccountView[]>;
  get(id: string, scope: string): Promise<Result<AccountView>>;
  add(account: NewAccount, unitPath: string): Promise<Result<AccountView>>;
  edit(id: string, edit: AccountEdit, scope: string): Promise<Result<Changed<AccountView>>>;
  pause(id: string, paused: boolean, scope: string): Promise<Result<Changed<AccountView>>>;
  /** What waits for it is given up; its conversations stay. */
  remove(id: string, scope: string): Promise<Result<AccountView & { readonly droppedMessages: number }>>;
  /** Asks the platform who we are. */
  test(id: string, scope: string): Promise<Result<{ readonly name: string; readonly facts: readonly string[] }>>;
  procedure(id: string, name: string, scope: string): Promise<Result<{ readonly sentence: string }>>;
  groups(id: string, scope: string): Promise<Result<readonly PlatformGroupView[]>>;
  joinGroup(
    id: string,
    link: string,
    scope: string,
  ): Promise<Result<{ readonly id?: string; readonly waiting: boolean }>>;
  notes(id: string, scope: string): Promise<Result<AccountNoteView[]>>;
  beginOauth(id: string, admin: string, scope: string): Promise<Result<{ readonly url: string }>>;
  finishOauth(query: URLSearchParams): Promise<Result<{ readonly account: string }>>;
  beginQr(id: string, scope: string): Promise<Result<QrView>>;
  cancelQr(id: string, scope: string): Promise<Result<null>>;
  qr(id: string, scope: string): Promise<Result<QrView>>;
  /** For the chat room: what is known of an account, connected here or not. */
  find(account: string): { kind: string; abilities: Entry['abilities']; exclusive: boolean } | undefined;
  rate(account: string): { readonly jobs: number; readonly perSeconds: number } | undefined;
  admit(send: { readonly account: string }): Promise<{ readonly at: Date; readonly sentence: string } | undefined>;
  /** Whether we may write to a person of this account now; undefined where there is no window. */
  window(account: string, lastInboundAt: Date | undefined): Window | undefined;
  /** True while sends of this account can go out. */
  isUsable(account: string): boolean;
  nameOf(account: string): string | undefined;
  /** Kind and state of every account, as this process last heard. */
  states(): readonly { readonly kind: string; readonly state: string }[];
  readonly webhooks: Webhooks;
  /** What to answer at the root of our address: domain verification. */
  page(path: string): { status: number; type: string; body: string } | undefined;
  /** One of our own files, for whoever has the link to it. */
  file(path: string, key: string): Promise<MessageFile | undefined>;
  deletion(code: string): Promise<DeletionDoc | undefined>;
  start(): Promise<void>;
  /** Another process says that an account changed. */
  heard(account: string): Promise<void>;
  /** Resolves when all notes are written: for tests. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const randomId = (kind: string): string =>
  `${kind}-${[...randomBytes(ID_LETTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;

const missing = () => fail('accounts.missing', 'Không có tài khoản này trong phạm vi của chị. Chị tải lại trang Kênh.');
/** Connected accounts: added, signed in, run, paced, watched and removed. */
export const createAccounts = async (deps: AccountDeps): Promise<Accounts> => {
  const { connection, clock, logger, kinds, leases, serves, publish, announce, publicUrl } = deps;
  const models = accountModels(connection);
  await Promise.all(Object.values(models).map((model) => model.init()));
  const seal = createSeal(deps.appKey);
  const registry = createRegistry({ models, kinds, seal, logger });
  await registry.reload();
  const paces = createPaces({ models, registry, clock, logger });

  const show = (account: string): void => {
    const unitPath = registry.find(account)?.doc.unitPath;
    if (unitPath !== undefined) publish({ topic: 'account', id: account, unitPath });
  };
  const notes = createNotes({
    models,
    registry,
    clock,
    logger,
    async changed(account, before, report) {
      show(account);
      const entry = registry.find(account);
      if (entry && ALARMING.includes(report.state) && before !== report.state) await deps.alarm(entry.doc, report);
    },
    seen: show,
    async deletionRequested(account, person, code) {
      await models.deletions.updateOne(
        { _id: code },
        { $setOnInsert: { account, person, state: 'received', at: clock.now() } },
        { upsert: true },
      );
      await deps.deletionRequested?.(account, person);
      await models.deletions.updateOne({ _id: code }, { $set: { state: 'done' } });
    },
  });
  const files = createFiles(deps.filesDir);
  const links = createFileLinks({ appKey: deps.appKey, outsideUrl: deps.outsideUrl, read: files });
  const runner = createRunner({
    models,
    registry,
    seal,
    leases,
    notes,
    paces,
    clock,
    logger,
    serves,
    files,
    link: links.linkTo,
    connect: (channel) => deps.chat().connect(channel),
    disconnect: (account) => deps.chat().disconnect(account),
    changed: announce,
    ...(deps.counts && { sent: deps.counts.sent }),
  });

  /** Everybody looks at the account anew. */
  const changedHere = async (account: string): Promise<void> => {
    await registry.refresh(account);
    announce(account);
    show(account);
    await runner.look();
  };
  const saveSignIn = async (account: string, secrets: unknown, settings?: unknown): Promise<void> => {
    const entry = registry.find(account);
    await models.accounts.updateOne(
      { _id: account },
      {
        $set: {
          sealed: seal.close(account, JSON.stringify(secrets)),
          state: 'connecting',
          sentence: '',
          ...(settings !== undefined && {
            settings,
            ...webhookKeyOf(entry?.kind, settings, account),
          }),
        },
        $inc: { revision: 1 },
      },
    );
    await changedHere(account);
  };
  const webhookKeyOf = (kind: ChannelKind | undefined, settings: unknown, account: string) => {
    const key = kind?.webhookKey?.(settings, account);
    return key === undefined ? {} : { webhookKey: key };
  };

  const qrSignIns = createQrSignIns({ clock, logger, save: saveSignIn, show });
  const oauth = createOauthSignIns({
    models,
    registry,
    clock,
    redirectUri: () => `${publicUrl()}/connect/callback`,
    save: saveSignIn,
  });

  const inScope = (id: string, scope: string): Entry | undefined => {
    const entry = registry.find(id);
    return entry?.doc.unitPath.startsWith(scope) ? entry : undefined;
  };
  const view = async (entry: Entry): Promise<AccountView> =>
    showAccount(entry, {
      now: clock.now(),
      publicUrl: publicUrl(),
      usage: await paces.usage(entry.doc._id),
      waiting: await deps.chat().waiting(entry.doc._id),
      channel: runner.connection(entry.doc._id) ?? entry.kind.connect(runner.contextOf(entry)),
    });
  /** The running connection, or one that is not started, for kinds that any process may ask. */
  const channelOf = (entry: Entry): ConnectedChannel | undefined =>
    runner.connection(entry.doc._id) ?? (entry.exclusive ? undefined : entry.kind.connect(runner.contextOf(entry)));
  const remote = createRemote(deps.bus, (account, question) => {
    const channel = runner.connection(account);
    return channel && registry.find(account)?.exclusive ? answerBy(channel, question) : undefined;
  });
  /** Asks the connection here, or the process that holds the account. */
  const ask = <Q extends Question>(entry: Entry, question: Q): Promise<Result<Answers[Q['type']]>> => {
    const channel = channelOf(entry);
    const answer = channel ? answerBy(channel, question) : remote.ask(entry.doc._id, question);
    return answer as Promise<Result<Answers[Q['type']]>>;
  };

  /** Runs a task with a scoped account. */
  const within = async <T>(
    id: string,
    scope: string,
    task: (entry: Entry) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    await registry.refresh(id);
    const entry = inScope(id, scope);
    return entry ? task(entry) : missing();
  };
  const change = (
    id: string,
    scope: string,
    set: (entry: Entry) => Result<{ readonly $set: object; readonly $unset?: object }>,
  ): Promise<Result<Changed<AccountView>>> =>
    within(id, scope, async (entry) => {
      const before = await view(entry);
      const update = set(entry);
      if (!update.ok) return update;
      await models.accounts.updateOne({ _id: id }, { ...update.value, $inc: { revision: 1 } } as never);
      await changedHere(id);
      const after = registry.find(id);
      return after ? ok({ before, after: await view(after) }) : missing();
    });

  const webhooks = createWebhooks({
    registry,
    tell: (happenings) => deps.chat().tell(happenings),
    note: notes.note,
    touched: notes.touched,
    clock,
    logger,
    ...(deps.counts && { counts: deps.counts }),
  });

  return {
    kinds: () => kinds.map(kindView),
    webhooks,

    async list(scope) {
      await registry.reload();
      const mine = registry.all().filter((entry) => entry.doc.unitPath.startsWith(scope));
      return Promise.all(mine.map(view));
    },
    get: (id, scope) => within(id, scope, async (entry) => ok(await view(entry))),

    async add({ kind: kindName, name, values }, unitPath) {
      const kind = kinds.find((one) => one.kind === kindName);
      if (!kind) return fail('accounts.unknown_kind', `Không có loại kênh “${kindName}”.`, 'body.kind');
      const applied = applyValues(kind, { settings: {}, secrets: {} }, values);
      if (!applied.ok) return applied;
      const { settings, secrets } = applied.value;
      const _id = randomId(kindName);
      const now = clock.now();
      await models.accounts.collection.insertOne({
        _id,
        kind: kindName,
        name,
        unitPath,
        settings,
        sealed: seal.close(_id, JSON.stringify(secrets)),
        pace: {},
        paused: false,
        ...webhookKeyOf(kind, settings, _id),
        state: 'new',
        sentence: '',
        stateAt: now,
        revision: 1,
        createdAt: now,
      } as never);
      await changedHere(_id);
      const entry = registry.find(_id);
      return entry ? ok(await view(entry)) : missing();
    },

    edit: (id, edit, scope) =>
      change(id, scope, (entry) => {
        const applied = applyValues(entry.kind, entry.view, edit.values ?? {});
        if (!applied.ok) return applied;
        const { settings, secrets } = applied.value;
        const pace = { ...entry.doc.pace, ...edit.pace };
        // A token that is being renewed at this moment must not be overwritten by a change of something else.
        const editsSecret = entry.kind.fields.some(({ secret, name }) => secret && edit.values?.[name] !== undefined);
        return ok({
          $set: {
            ...(edit.name !== undefined && { name: edit.name }),
            settings,
            ...(editsSecret && { sealed: seal.close(id, JSON.stringify(secrets)) }),
            pace: Object.fromEntries(Object.entries(pace).filter(([, value]) => value !== null && value !== undefined)),
            ...webhookKeyOf(entry.kind, settings, id),
          },
          // Settings may end the webhook (a bot that asks for its updates).
          ...(entry.kind.webhookKey?.(settings, id) === undefined && { $unset: { webhookKey: 1 } }),
        });
      }),
    pause: (id, paused, scope) => change(id, scope, () => ok({ $set: { paused } })),

    remove: (id, scope) =>
      within(id, scope, async (entry) => {
        const before = await view(entry);
        await models.accounts.deleteOne({ _id: id });
        qrSignIns.cancel(id);
        await changedHere(id);
        publish({ topic: 'account', id, unitPath: entry.doc.unitPath });
        return ok({ ...before, droppedMessages: await deps.chat().dropAccount(id) });
      }),

    test: (id, scope) =>
      within(id, scope, async (entry) => {
        const result = await ask(entry, { type: 'test' });
        if (result.ok && !entry.exclusive) notes.report(id, { state: 'connected' });
        await notes.idle();
        return result;
      }),
    procedure: (id, name, scope) =>
      within(id, scope, async (entry) => {
        const { webhookUrl } = await view(entry);
        return ask(entry, { type: 'procedure', name, ...(webhookUrl !== undefined && { webhookUrl }) });
      }),
    groups: (id, scope) =>
      within(id, scope, async (entry) => {
        const groups = await ask(entry, { type: 'groups' });
        if (!groups.ok) return groups;
        return ok(
          groups.value.map((group) => ({
            id: group.id,
            thread: `${id}:${group.id}`,
            name: group.name,
            ...(group.size !== undefined && { size: group.size }),
          })),
        );
      }),
    joinGroup: (id, link, scope) => within(id, scope, (entry) => ask(entry, { type: 'join_group', link })),
    notes: (id, scope) =>
      within(id, scope, async () => {
        const docs = await models.notes.find({ account: id }).sort({ at: -1 }).limit(NOTES).lean();
        return ok(docs.map(({ name, count, at, body }) => ({ name, count, at: at.toISOString(), body })));
      }),

    beginOauth: (id, admin, scope) =>
      within(id, scope, async (entry) => {
        const url = await oauth.begin(entry, admin);
        return url.ok ? ok({ url: url.value }) : url;
      }),
    finishOauth: (query) => oauth.finish(query),
    beginQr: (id, scope) =>
      within(id, scope, async (entry) => {
        const begun = qrSignIns.begin(entry);
        return begun.ok ? ok(qrSignIns.view(id)) : begun;
      }),
    cancelQr: (id, scope) =>
      within(id, scope, async () => {
        qrSignIns.cancel(id);
        return ok(null);
      }),
    qr: (id, scope) => within(id, scope, async () => ok(qrSignIns.view(id))),

    find(account) {
      const entry = registry.find(account);
      return entry && { kind: entry.doc.kind, abilities: entry.abilities, exclusive: entry.exclusive };
    },
    rate: paces.rate,
    admit: ({ account }) => paces.admit(account),
    window(account, lastInboundAt) {
      const entry = registry.find(account);
      return entry?.kind.window?.(entry.view.settings, lastInboundAt, clock.now());
    },
    isUsable(account) {
      const entry = registry.find(account);
      return entry === undefined || (!entry.doc.paused && !ALARMING.includes(entry.doc.state));
    },
    nameOf: (account) => registry.find(account)?.doc.name,
    states: () => registry.all().map(({ doc }) => ({ kind: doc.kind, state: doc.paused ? 'paused' : doc.state })),

    page(path) {
      for (const entry of registry.all()) {
        const answer = entry.kind.page?.(path, entry.view);
        if (answer)
          return { status: answer.status, type: answer.type ?? 'text/html; charset=utf-8', body: answer.body ?? '' };
      }
      return undefined;
    },
    file: links.open,
    async deletion(code) {
      return ((await models.deletions.findById(code).lean()) as DeletionDoc | null) ?? undefined;
    },

    async start() {
      await runner.look();
      runner.start();
    },
    async heard(account) {
      await registry.refresh(account);
      await runner.look();
    },
    idle: () => notes.idle(),
    async stop() {
      remote.close();
      qrSignIns.close();
      await runner.stop();
      await notes.idle();
      await paces.close();
    },
  };
};
