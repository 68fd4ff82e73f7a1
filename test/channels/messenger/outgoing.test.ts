import { messenger } from '../../../src/channels/messenger/channel.ts';
import { outgoingTable } from '../harness.ts';
import { holding, outgoing, SENDER } from './outgoing.ts';

outgoingTable(messenger, SENDER, outgoing);
for (const one of holding) outgoingTable(messenger, SENDER, [one]);
