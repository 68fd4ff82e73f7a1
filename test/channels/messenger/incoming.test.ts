import { messenger } from '../../../src/channels/messenger/channel.ts';
import { incomingTable } from '../harness.ts';
import { PAGES } from './accounts.ts';
import { incoming } from './incoming.ts';

incomingTable(messenger, PAGES, incoming);
