import { formatMoment } from '../base/time.ts';
import type { Group } from '../org/types.ts';
import type { Answers } from './answers.ts';
import type { MeetingDoc } from './model.ts';
import { type Notices, PERSON_FLOW, windowEnd } from './notices.ts';
import { groupOf, type Room, toldGroups } from './room.ts';
import { askAloneText, askByNameText } from './text.ts';
import type { AskedSilent, Invitee } from './types.ts';

/** Names in one mention; a longer list is not read. */
const NAMES_PER_MENTION = 20;

const accountOf = (id: string): string => id.slice(0, id.indexOf(':'));

/** Where a silent person can be named: the told group nearest to her unit, in an account that knows her. */
export const groupFor = (person: Invitee, groups: readonly Group[]): { group: Group; contact: string } | undefined => {
  const near = groups
    .filter((group) => person.unit.path.startsWith(group.unit.path))
    .sort((a, b) => b.unit.path.length - a.unit.path.length);
  for (const group of near) {
    const contact = person.contacts.find((c) => accountOf(c) === accountOf(group.thread));
    if (contact !== undefined) return { group, contact };
  }
  return undefined;
};

interface Named {
  readonly group: Group;
  readonly people: { readonly contact: string; readonly person: Invitee }[];
}

/** Asks those who have not answered, and nobody else. */
export const createSilent = (room: Room, answers: Answers, notices: Notices) => {
  const directOf = async (person: Invitee): Promise<{ thread: string; contact: string } | undefined> => {
    for (const contact of person.contacts) {
      const thread = await room.chat.directThread(contact);
      if (thread !== undefined) return { thread, contact };
    }
    return undefined;
  };

  const askAlone = (meeting: MeetingDoc, key: string, person: Invitee, alone: { thread: string; contact: string }) =>
    room.chat.startFlow([
      {
        key: `${key}:${person.person}`,
        thread: alone.thread,
        flow: PERSON_FLOW,
        contact: alone.contact,
        vars: { meetingId: meeting._id, text: askAloneText(meeting, person.name, person.address) },
      },
    ]);

  const askByName = async (meeting: MeetingDoc, key: string, { group, people }: Named) => {
    for (let i = 0; i < people.length; i += NAMES_PER_MENTION) {
      const some = people.slice(i, i + NAMES_PER_MENTION);
      const called = some.map(({ contact, person }) => ({ contact, address: person.address }));
      const contacts = some.map(({ contact, person }) => ({ id: contact, name: person.name }));
      await room.chat.send([
        {
          key: `${key}:${group.thread}:${i / NAMES_PER_MENTION}`,
          thread: group.thread,
          message: { type: 'mention', text: askByNameText(meeting, called), contacts },
          lane: 'bulk',
          group: groupOf(meeting),
        },
      ]);
    }
    // Her "có" in the group is understood only while the group is being asked.
    const now = room.clock.now();
    const until = windowEnd(meeting, now);
    if (await notices.openWindow(group.thread, key, until, now)) {
      const text = `${meeting.title}, ${formatMoment(meeting.at)}: ai chưa trả lời thì chọn giúp em ạ.`;
      await room.chat.startFlow([notices.start(meeting, group.thread, key, text, until)]);
    }
  };

  return {
    /**
     * One by one in direct chat where she has one, otherwise by name in a group of hers. Again under the same key sends
     * nothing twice. One that fails does not stop the rest.
     */
    async ask(meeting: MeetingDoc, key: string): Promise<AskedSilent> {
      const groups = await toldGroups(room, meeting);
      const named = new Map<string, Named>();
      const unreachable: string[] = [];
      const failed: string[] = [];
      const tried = async (who: string[], ask: () => Promise<void>): Promise<number> => {
        try {
          await ask();
          return who.length;
        } catch (error) {
          failed.push(...who);
          room.logger.error({ err: error, meeting: meeting._id }, 'silent invitee not asked');
          return 0;
        }
      };
      let direct = 0;
      for (const person of await answers.silent(meeting)) {
        const alone = await directOf(person);
        const place = alone ? undefined : groupFor(person, groups);
        if (alone) direct += await tried([person.name], () => askAlone(meeting, key, person, alone));
        else if (place) {
          const entry = named.get(place.group.thread) ?? { group: place.group, people: [] };
          entry.people.push({ contact: place.contact, person });
          named.set(place.group.thread, entry);
        } else unreachable.push(person.name);
      }
      let mentioned = 0;
      for (const entry of named.values()) {
        const who = entry.people.map(({ person }) => person.name);
        mentioned += await tried(who, () => askByName(meeting, key, entry));
      }
      if (failed.length === 0) await notices.noteSent(meeting, { key, type: 'ask_silent', at: room.clock.now() });
      return { direct, mentioned, unreachable, failed };
    },
  };
};
export type Silent = ReturnType<typeof createSilent>;
