import { messenger } from '../../../src/channels/messenger/kind.ts';
import { outgoingTable } from '../harness.ts';
import { SENDER } from './answers.ts';
import { failures, holding } from './outgoing-failures.ts';
import { shapes } from './outgoing-shapes.ts';

outgoingTable(messenger, SENDER, [...shapes, ...failures]);
for (const one of holding) outgoingTable(messenger, SENDER, [one]);
