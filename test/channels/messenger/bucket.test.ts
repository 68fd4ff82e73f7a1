import { expect, it } from 'vitest';
import { createBucket } from '../../../src/channels/messenger/bucket.ts';

it('lets a burst through and keeps the rest apart', async () => {
  const bucket = createBucket(100, 5);
  const began = performance.now();
  for (let send = 0; send < 5; send += 1) await bucket.take();
  for (let send = 0; send < 10; send += 1) await bucket.take();
  // The burst may have cost a send's place or two of its own; the other ten are 10 ms apart.
  expect(performance.now() - began).toBeGreaterThanOrEqual(90);
});

it('sends back what would have to wait too long, and keeps no place for it', async () => {
  const bucket = createBucket(1, 1, 500);
  expect(await bucket.take()).toBeUndefined();
  expect(await bucket.take()).toEqual({ retryAfterSeconds: 1 });
  expect(await bucket.take()).toEqual({ retryAfterSeconds: 1 });
});
