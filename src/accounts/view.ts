import { z } from 'zod';
import type { ChannelKind, ConnectedChannel } from '../channels/kind.ts';
import { dayAllowance, paceOf, warmUpOf } from './pace.ts';
import type { Entry } from './registry.ts';
import type { AccountView, KindView } from './types.ts';

const named = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>;

/** What the settings are when nobody fills anything in; a kind may ask for some, so each is asked by itself. */
const defaultsOf = ({ settings }: ChannelKind): Record<string, unknown> =>
  settings instanceof z.ZodObject
    ? Object.fromEntries(
        Object.entries(settings.shape as Record<string, z.ZodType>).flatMap(([name, schema]) => {
          const empty = schema.safeParse(undefined);
          return empty.success && empty.data !== undefined ? [[name, empty.data]] : [];
        }),
      )
    : {};

/** A kind of channel as the Connect page offers it. */
export const kindView = (kind: ChannelKind): KindView => ({
  kind: kind.kind,
  label: kind.label,
  ...(kind.about !== undefined && { about: kind.about }),
  recommended: kind.recommended ?? false,
  unofficial: kind.unofficial ?? false,
  warnings: kind.warnings,
  fields: kind.fields,
  defaults: defaultsOf(kind),
  signIn: kind.signIn.type,
  pace: kind.pace,
});

const when = <K extends string>(name: K, at: Date | undefined): { [key in K]?: string } =>
  (at === undefined ? {} : { [name]: at.toISOString() }) as { [key in K]?: string };

/** An account for the console: everything but the secrets. */
export const showAccount = (
  entry: Entry,
  facts: {
    readonly now: Date;
    readonly publicUrl: string;
    readonly usage: { today: number; thisHour: number; failedToday: number };
    readonly waiting: number;
    readonly channel: ConnectedChannel | undefined;
  },
): AccountView => {
  const { doc, kind, view } = entry;
  const { now, publicUrl, usage, waiting, channel } = facts;
  const pace = paceOf(entry);
  const perDay = dayAllowance(pace, doc.connectedAt, now);
  const warmUp = warmUpOf(pace, doc.connectedAt, now);
  const webhookUrl =
    doc.webhookKey === undefined ? undefined : `${publicUrl}/webhook/${doc.kind}/${encodeURIComponent(doc.webhookKey)}`;
  const secrets = named(view.secrets);
  return {
    id: doc._id,
    kind: doc.kind,
    kindLabel: kind.label,
    signIn: kind.signIn.type,
    name: doc.name,
    unitPath: doc.unitPath,
    settings: named(view.settings),
    secretsSet: kind.fields.filter(({ secret, name }) => secret && secrets[name] !== undefined).map(({ name }) => name),
    paused: doc.paused,
    state: doc.state,
    sentence: doc.sentence,
    stateAt: doc.stateAt.toISOString(),
    ...when('connectedAt', doc.connectedAt),
    ...when('retryAt', doc.retryAt),
    ...when('lastEventAt', doc.lastEventAt),
    ...when('lastSentAt', doc.lastSentAt),
    ...when('testedAt', doc.testedAt),
    ...(doc.lastError && { lastError: { ...doc.lastError, at: doc.lastError.at.toISOString() } }),
    pace,
    allowance: {
      today: usage.today,
      thisHour: usage.thisHour,
      failedToday: usage.failedToday,
      ...(perDay !== undefined && { perDay }),
      ...(pace.perHour !== undefined && { perHour: pace.perHour }),
      ...(warmUp && { warmUp }),
    },
    waiting,
    ...(webhookUrl !== undefined && { webhookUrl }),
    steps: kind.steps({ webhookUrl: webhookUrl ?? '', publicUrl, account: view }),
    procedures: Object.entries(channel?.procedures ?? {}).map(([name, { label, about }]) => ({ name, label, about })),
    can: {
      groups: channel?.groups !== undefined,
      joinGroup: channel?.joinGroup !== undefined,
      test: channel !== undefined,
    },
  };
};
