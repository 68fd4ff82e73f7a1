import { zaloOa } from '../../../src/channels/zalo-oa/kind.ts';
import { incomingTable } from '../harness.ts';
import { BA_BE, CHO_RA, NEW } from './accounts.ts';
import { incoming } from './incoming.ts';

incomingTable(zaloOa, [BA_BE, CHO_RA, NEW], incoming);
