import type { MeetingService } from './service.ts';

/** What this room keeps about a contact, and how it forgets it: docs/actions.md, "chat". */
export const meetingPersonalData = ({ answers }: MeetingService) => ({
  async list(contact: string): Promise<{ label: string; value: string }[]> {
    const count = await answers.countOf(contact);
    return count === 0 ? [] : [{ label: 'Trả lời mời họp', value: `${count} cuộc họp` }];
  },
  forget: (contact: string): Promise<void> => answers.forget(contact),
});
