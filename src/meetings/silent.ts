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

/** Asks those who have not answered, and nobody else. */
export const createSilent = (room: Room, answers: Answers, notices: Notices) => {
  const directOf = async (person: Invitee): Promise<{ thread: string; contact: string } | undefined> => {
    for (const contact of person.contacts) {
      const thread = await room.chat.directThread(contact);
      if (thread !== undefined) return { thread, contact };
    }
    return undefined;
  };

  return {
    /**
     * One by one in direct chat where she has one, otherwise by name in a group of hers. Again under the same key sends
     * nothing twice.
     */
    async ask(meeting: MeetingDoc, key: string): Promise<AskedSilent> {
      const now = room.clock.now();
      const silent = await answers.silent(meeting);
      const byGroup = new Map<string, { group: Group; people: { contact: string; person: Invitee }[] }>();
      const groups = await toldGroups(room, meeting);
      const unreachable: string[] = [];
      let direct = 0;
      for (const person of silent) {
        const alone = await directOf(person);
        if (alone) {
          await room.chat.startFlow([
            {
              key: `${key}:${person.person}`,
              thread: alone.thread,
              flow: PERSON_FLOW,
              contact: alone.contact,
              vars: { meetingId: meeting._id, text: askAloneText(meeting, person.name, person.address) },
            },
          ]);
          direct++;
          continue;
        }
        const place = groupFor(person, groups);
        if (!place) {
          unreachable.push(person.name);
          continue;
        }
        const entry = byGroup.get(place.group.thread) ?? { group: place.group, people: [] };
        entry.people.push({ contact: place.contact, person });
        byGroup.set(place.group.thread, entry);
      }
      for (const { group, people } of byGroup.values()) {
        for (let i = 0; i < people.length; i += NAMES_PER_MENTION) {
          const some = people.slice(i, i + NAMES_PER_MENTION);
          await room.chat.send([
            {
              key: `${key}:${group.thread}:${i / NAMES_PER_MENTION}`,
              thread: group.thread,
              message: {
                type: 'mention',
                text: askByNameText(
                  meeting,
                  some.map(({ contact, person }) => ({ contact, address: person.address })),
                ),
                contacts: some.map(({ contact, person }) => ({ id: contact, name: person.name })),
              },
              lane: 'bulk',
              group: groupOf(meeting),
            },
          ]);
        }
        // Her "có" in the group is understood only while the group is being asked.
        const until = windowEnd(meeting, now);
        if (await notices.openWindow(group.thread, key, until, now)) {
          const text = `${meeting.title}, ${formatMoment(meeting.at)}: ai chưa trả lời thì chọn giúp em ạ.`;
          await room.chat.startFlow([notices.start(meeting, group.thread, key, text, until)]);
        }
      }
      await notices.noteSent(meeting, { key, type: 'ask_silent', at: now });
      return { direct, mentioned: [...byGroup.values()].reduce((n, { people }) => n + people.length, 0), unreachable };
    },
  };
};
export type Silent = ReturnType<typeof createSilent>;
