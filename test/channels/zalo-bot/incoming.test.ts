import { zaloBot } from '../../../src/channels/zalo-bot/kind.ts';
import { incomingTable } from '../harness.ts';
import { BARE, BOT, bare, incoming } from './incoming.ts';

incomingTable(zaloBot, [BOT], incoming);
incomingTable(zaloBot, [BARE], bare);
