import type { SupportService } from './service.ts';
import { DIFFICULTY_STATES } from './types.ts';

/** What this room keeps about a contact, and how it forgets it: docs/actions.md, "chat". */
export const supportPersonalData = (service: SupportService) => ({
  async list(contact: string): Promise<{ label: string; value: string }[]> {
    const docs = await service.mine(contact, 100);
    if (docs.length === 0) return [];
    return [
      { label: 'Khó khăn đã báo', value: docs.map((d) => `${d.code} (${DIFFICULTY_STATES[d.state]})`).join(', ') },
    ];
  },
  forget: (contact: string): Promise<void> => service.forget(contact),
});
