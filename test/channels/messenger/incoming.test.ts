import { messenger } from '../../../src/channels/messenger/kind.ts';
import { incomingTable } from '../harness.ts';
import { PAGES } from './accounts.ts';
import { batches } from './incoming-batches.ts';
import { door } from './incoming-door.ts';
import { events } from './incoming-events.ts';
import { messages } from './incoming-messages.ts';

incomingTable(messenger, PAGES, [...door, ...messages, ...events, ...batches]);
