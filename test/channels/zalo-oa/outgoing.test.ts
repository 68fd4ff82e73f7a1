import { zaloOa } from '../../../src/channels/zalo-oa/kind.ts';
import { outgoingTable } from '../harness.ts';
import { BASES, failures, forms, lastOne, limits, SENDER, tokens } from './outgoing.ts';

outgoingTable(zaloOa, SENDER, forms, BASES);
outgoingTable(zaloOa, SENDER, failures, BASES);
outgoingTable(zaloOa, SENDER, limits, BASES);
outgoingTable(zaloOa, SENDER, lastOne, BASES);
outgoingTable(zaloOa, SENDER, tokens, BASES);
