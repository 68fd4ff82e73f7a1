import type { ChannelKind } from './kind.ts';
import { messenger } from './messenger/kind.ts';
import { zaloBot } from './zalo-bot/kind.ts';
import { zaloOa } from './zalo-oa/kind.ts';
import { zaloPersonal } from './zalo-personal/kind.ts';

/** Every kind of channel. A new one is its folder and one line here. */
export const CHANNEL_KINDS: readonly ChannelKind[] = [zaloOa, zaloBot, messenger, zaloPersonal];
