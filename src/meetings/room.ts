import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Chat } from '../chat/chat.ts';
import type { Group, OrgService } from '../org/types.ts';
import type { Queue } from '../queue/queue.ts';
import type { PublishLive } from '../web/route.ts';
import { type MeetingDoc, type MeetingModels, meetingModels } from './model.ts';
import { DEFAULT_QUIET, type QuietHours } from './plan.ts';
import type { AttendancePort } from './types.ts';

export interface MeetingDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly org: OrgService;
  readonly chat: Pick<Chat, 'send' | 'startFlow' | 'directThread' | 'cancel' | 'states'>;
  readonly queue: Pick<Queue, 'add' | 'addMany' | 'cancel'>;
  readonly attendance: AttendancePort;
  readonly publish: PublishLive;
  readonly logger: Logger;
  /** The house's setting. Default: 21:00 to 07:00. */
  readonly quietHours?: () => Promise<QuietHours>;
  /** Whether reminders of the platform's own are answered by people in this thread. Default: nowhere. */
  readonly answersReminders?: (thread: string) => boolean;
  /** Makes meeting ids. Default: random. */
  readonly newId?: () => string;
}

/** What the parts of this room's service share. */
export interface Room extends Omit<MeetingDeps, 'connection' | 'newId' | 'quietHours'> {
  readonly models: MeetingModels;
  readonly newId: () => string;
  readonly quietHours: () => Promise<QuietHours>;
}

export const openRoom = ({ connection, newId, quietHours, ...rest }: MeetingDeps): Room => ({
  ...rest,
  quietHours: quietHours ?? (async () => DEFAULT_QUIET),
  models: meetingModels(connection),
  newId: newId ?? (() => crypto.randomUUID()),
});

/**
 * What of a meeting's plan waits in the queue and in the outbox is cancelled by this name. One a plan, because a name
 * once cancelled stays so.
 */
export const groupOf = (meeting: Pick<MeetingDoc, '_id' | 'plan'>): string => `meeting:${meeting._id}:${meeting.plan}`;

/** `/`, `/19/`, `/19/01864/` for `/19/01864/`: units whose meetings concern a unit. */
export const pathsDownTo = (unitPath: string): string[] => {
  const parts = unitPath.split('/').filter(Boolean);
  return ['/', ...parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}/`)];
};

/** A query condition for paths in a subtree: a range, so that an index serves it. */
export const under = (path: string): { readonly $gte: string; readonly $lt: string } => ({
  $gte: path,
  $lt: `${path.slice(0, -1)}0`,
});

/** Whether a registered group is told of a meeting. */
export const isTold = (meeting: Pick<MeetingDoc, 'groups' | 'unitPath'>, group: Group): boolean => {
  if (!group.unit.path.startsWith(meeting.unitPath)) return false;
  if (meeting.groups.type === 'subtree') return true;
  return meeting.groups.type === 'unit' ? group.unit.path === meeting.unitPath : meeting.groups.ids.includes(group.id);
};

/** The registered groups that are told of a meeting, as they are now. */
export const toldGroups = async (room: Room, meeting: Pick<MeetingDoc, 'groups' | 'unitPath'>): Promise<Group[]> => {
  const groups: Group[] = [];
  for await (const group of room.org.groups([meeting.unitPath])) if (isTold(meeting, group)) groups.push(group);
  return groups;
};
