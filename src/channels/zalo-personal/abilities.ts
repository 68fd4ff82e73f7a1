import type { Abilities } from '../../chat/channel.ts';
import { lengthOf, MAX_CHARACTERS } from './text.ts';

/** No buttons: choices become a numbered list. Polls and reminders are Zalo's own. */
export const ABILITIES: Abilities = {
  groups: true,
  maxButtons: 0,
  polls: true,
  // Nobody has published a limit; a question that fits into Zalo's own form is taken.
  maxPollQuestionLength: 200,
  reminders: true,
  answeredReminders: true,
  mentions: true,
  typing: true,
  reactions: true,
  maxTextLength: MAX_CHARACTERS,
  lengthOf,
};
