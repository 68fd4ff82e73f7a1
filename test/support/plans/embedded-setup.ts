import { afterAll } from 'vitest';
import { refuseUnanswered } from './allowed.ts';
import { watchEmbedded } from './embedded.ts';

// Runs before each suite that stands on the embedded store: whatever the suite asks of it must be answered by an index.
const watch = watchEmbedded();

afterAll(async () => {
  watch.end();
  refuseUnanswered(await watch.unanswered());
});
