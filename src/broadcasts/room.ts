import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Result } from '../base/result.ts';
import type { BulkChat, Chat } from '../chat/chat.ts';
import type { OutboundMessage } from '../chat/message.ts';
import type { AudienceReads, OrgService } from '../org/types.ts';
import type { Queue } from '../queue/queue.ts';
import type { PublishLive } from '../web/route.ts';
import { type BroadcastModels, broadcastModels } from './model.ts';
import { DEFAULT_QUIET_HOURS, type QuietHours, quietUntil } from './quiet-hours.ts';
import type { ReachOf } from './reach.ts';

/** The queue whose jobs resolve audiences and hand messages to the chat. */
export const RUN_QUEUE = 'broadcasts.run';
/** The queue whose jobs begin and end the quiet hours. */
export const QUIET_QUEUE = 'broadcasts.quiet';

/** What broadcasts need of the rooms that keep materials and quizzes; `main.ts` joins them. */
export interface Library {
  /** The messages that a material is sent as, in order. Fails with a sentence when there is no such material any more. */
  material(id: string): Promise<Result<readonly OutboundMessage[]>>;
  quiz(id: string): Promise<Result<{ readonly title: string }>>;
}

export interface BroadcastDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly queue: Pick<Queue, 'add' | 'every' | 'never' | 'next' | 'cancel'>;
  readonly chat: Chat & BulkChat;
  readonly org: AudienceReads &
    Pick<OrgService, 'unit' | 'countHolders' | 'countGroups' | 'groupOfThread' | 'personOfContact'>;
  /** Whether threads can be written to now; asked when an audience is previewed and resolved. Default: all can. */
  readonly reach?: ReachOf;
  readonly library: Library;
  readonly publish: PublishLive;
  readonly logger: Logger;
  /** Flows that play a quiz. `direct` absent: quizzes go to groups alone. Default: `cau-hoi-nhom` in groups. */
  readonly quizFlows?: { readonly group: string; readonly direct?: string };
  /** As an administrator set them; asked before every batch. Default 21:00 to 07:00. */
  readonly quietHours?: () => Promise<QuietHours>;
  /** Makes ids of broadcasts. Default: random. */
  readonly newId?: () => string;
}

/** What the parts of this room share. */
export interface Room extends Omit<BroadcastDeps, 'connection' | 'newId' | 'quizFlows' | 'quietHours' | 'reach'> {
  readonly reach: ReachOf;
  readonly models: BroadcastModels;
  readonly newId: () => string;
  readonly quizFlows: { readonly group: string; readonly direct?: string };
  readonly quietHours: () => Promise<QuietHours>;
  /** When the quiet hours that hold at a moment end; undefined outside them. */
  quietUntil(at: Date): Promise<Date | undefined>;
}

export const openRoom = ({
  connection,
  newId,
  quizFlows,
  quietHours = async () => DEFAULT_QUIET_HOURS,
  reach = async () => new Map(),
  ...rest
}: BroadcastDeps): Room => ({
  ...rest,
  models: broadcastModels(connection),
  newId: newId ?? randomUUID,
  quizFlows: quizFlows ?? { group: 'cau-hoi-nhom' },
  quietHours,
  reach,
  quietUntil: async (at) => quietUntil(at, await quietHours()),
});

/** The name under which a broadcast's items are paused and cancelled together in the chat and in the queue. */
export const groupOf = (id: string): string => `broadcast:${id}`;
/** Id of a batch of deliveries. */
export const batchOf = (broadcast: string, occurrence: string, no: number): string =>
  `${broadcast}:${occurrence}:${no}`;

/** Key under which one try of a batch's deliveries on an account is handed to the chat; number n is `<key>/<n>`. */
export const keyOf = (batch: string, round: number, account: string): string =>
  `broadcast:${batch}:${round}:${account}`;

const KEY = /^broadcast:(.+):(\d+):[^:/]+(?:\/(\d+))?$/;

/** Which batch and try a key of the chat is about, and which number when it names one; undefined: another room's. */
export const readKey = (key: string): { batch: string; round: number; n?: number } | undefined => {
  const [, batch, round, n] = KEY.exec(key) ?? [];
  if (batch === undefined) return undefined;
  return { batch, round: Number(round), ...(n !== undefined && { n: Number(n) }) };
};

/** Name of the schedule of a repeating broadcast. */
export const scheduleOf = groupOf;
