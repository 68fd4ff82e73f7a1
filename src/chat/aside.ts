import type { InboundEvent } from './event.ts';
import type { ChatDeps } from './room.ts';

/** Tells other rooms of events that concern them whether a conversation takes the event or not. */
export const createAside =
  ({ membersChanged, voted }: Pick<ChatDeps, 'membersChanged' | 'voted'>) =>
  async (event: InboundEvent): Promise<void> => {
    switch (event.type) {
      case 'we_joined':
      case 'members_joined':
      case 'members_left':
        await membersChanged?.(event);
        break;
      case 'vote':
        await voted?.(event);
        break;
    }
  };
