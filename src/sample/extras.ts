import { ok } from '../base/result.ts';
import { contactId, threadId } from '../chat/chat.ts';
import { DEFAULT_TARGET } from '../learning/counting.ts';
import type { LearningService } from '../learning/service.ts';
import type { MeetingService } from '../meetings/service.ts';
import type { Org } from '../org/service.ts';
import { readSample } from './data.ts';
import { SAMPLE_ACCOUNT, type SampleDeps, sampleLists } from './sample.ts';

/** Who made what the sample loads, in the other rooms. */
const BY = 'sample';

export interface ExtrasDeps {
  readonly org: Org;
  readonly meetings: MeetingService;
  readonly learning: LearningService;
  /** Absolute path of content/mau. */
  readonly folder: string;
  /** Makes a group known to the chat before anybody wrote in it. */
  readonly addThread: (thread: {
    account: string;
    platformId: string;
    kind: 'group';
    name: string;
  }) => Promise<unknown>;
  /** Forgets threads and contacts of the simulator by their ids. */
  readonly removeChats: (threads: readonly string[], contacts: readonly string[]) => Promise<void>;
  readonly year: () => number;
}

/** What the sample adds outside the roster: a meeting, this year's target, a quiz, and the groups' threads. */
export const sampleExtras = (
  deps: ExtrasDeps,
): Pick<SampleDeps, 'createMeeting' | 'setTarget' | 'removeExtras' | 'groupAdded'> => {
  const { org, meetings, learning, folder, addThread, removeChats, year } = deps;
  const province = async () => (await org.unitsUnder('/', { level: 'tinh' }))[0];

  return {
    async groupAdded({ threadPlatformId, name }) {
      await addThread({ account: SAMPLE_ACCOUNT, platformId: threadPlatformId, kind: 'group', name });
    },

    createMeeting: ({ id, title, unit, at, place }) =>
      meetings.meetings.create(
        {
          title,
          kind: 'hop_bch',
          unit: { name: unit.name, path: unit.path },
          at: at.toISOString(),
          place,
          agenda: '',
          groups: { type: 'unit' },
          reminders: [7 * 24 * 60, 24 * 60, 60],
          countsToTarget: false,
        },
        { by: BY, announce: false, id },
      ),

    async setTarget({ unitPath, year: target }) {
      await learning.progress.setTarget(unitPath, target, DEFAULT_TARGET, BY);
      const known = await learning.quizzes.list(unitPath, { archived: true });
      if (!known.some(({ createdBy }) => createdBy === BY)) {
        const topics = await learning.questions.topics();
        const topic = topics.find(({ id }) => id === 'bao-luc-gia-dinh') ?? topics[0];
        const made = await learning.quizzes.create(
          {
            title: 'Đố vui trong nhóm (mẫu)',
            choice: topic ? { type: 'topic', topic: topic.id } : { type: 'all' },
            count: 3,
            secondsPerQuestion: 30,
            countsToTarget: true,
            unitPath,
          },
          BY,
        );
        if (!made.ok) return made;
      }
      return ok(null);
    },

    async removeExtras() {
      const file = await readSample(folder);
      const lists = await sampleLists({ org, folder });
      if (!file.ok || !lists.ok) return;
      for (const { id } of file.value.meetings) await meetings.meetings.remove(id);
      const unit = await province();
      if (unit) {
        await learning.progress.clearTarget(unit.path, year());
        for (const quiz of await learning.quizzes.list(unit.path, { archived: true }))
          if (quiz.createdBy === BY) await learning.quizzes.remove(quiz.id);
      }
      await learning.attendance.removePersons(lists.value.contacts.map(({ personId }) => personId));
      for (const { platformId } of lists.value.contacts)
        await learning.attempts.forget(contactId(SAMPLE_ACCOUNT, platformId));
      await removeChats(
        [
          ...lists.value.groups.map(({ threadPlatformId }) => threadId(SAMPLE_ACCOUNT, threadPlatformId)),
          ...lists.value.contacts.map(({ platformId }) => threadId(SAMPLE_ACCOUNT, platformId)),
        ],
        lists.value.contacts.map(({ platformId }) => contactId(SAMPLE_ACCOUNT, platformId)),
      );
    },
  };
};
