import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { fail, type Result } from '../base/result.ts';
import type { Bus } from '../queue/bus.ts';
import type { Json } from '../queue/queue.ts';

/** A platform may take its time; the console waits no longer than this for another process. */
const ANSWER_MS = 30_000;
const ASK = 'account.ask';
const ANSWER = 'account.answer';

/** What may be asked of the process that holds an account. */
export type Question =
  | { readonly type: 'test' }
  | { readonly type: 'groups' }
  | { readonly type: 'join_group'; readonly link: string }
  | { readonly type: 'procedure'; readonly name: string; readonly webhookUrl?: string };

const asked = z.object({
  id: z.string(),
  account: z.string(),
  question: z.discriminatedUnion('type', [
    z.object({ type: z.literal('test') }),
    z.object({ type: z.literal('groups') }),
    z.object({ type: z.literal('join_group'), link: z.string() }),
    z.object({ type: z.literal('procedure'), name: z.string(), webhookUrl: z.string().optional() }),
  ]),
});
const answered = z.object({ id: z.string(), result: z.unknown() });

export interface Remote {
  /** Asks whichever process holds the account; fails with a sentence when none answers in time. */
  ask(account: string, question: Question): Promise<Result<unknown>>;
  close(): void;
}

/**
 * Questions about an account between processes, over the bus. `answer` is undefined where this process does not hold the
 * account: then it keeps silent.
 */
export const createRemote = (
  bus: Bus,
  answer: (account: string, question: Question) => Promise<Result<unknown>> | undefined,
): Remote => {
  const waiting = new Map<string, (result: Result<unknown>) => void>();
  const ends = [
    bus.subscribe(ASK, (message) => {
      const parsed = asked.safeParse(message);
      if (!parsed.success) return;
      const { id, account, question } = parsed.data;
      answer(account, question as Question)
        ?.catch(() => fail('accounts.failed', 'Tiến trình giữ tài khoản gặp trục trặc. Chị thử lại giúp em.'))
        .then((result) => bus.publish(ANSWER, { id, result: result as unknown as Json }));
    }),
    bus.subscribe(ANSWER, (message) => {
      const parsed = answered.safeParse(message);
      if (parsed.success) waiting.get(parsed.data.id)?.(parsed.data.result as Result<unknown>);
    }),
  ];

  return {
    ask(account, question) {
      const id = randomUUID();
      return new Promise((resolve) => {
        const end = (result: Result<unknown>) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(result);
        };
        const timer = setTimeout(
          () =>
            end(
              fail(
                'accounts.not_connected',
                'Chưa có tiến trình nào giữ tài khoản này. Chị xem trạng thái tài khoản, hoặc kiểm tra tiến trình listener đã chạy chưa.',
              ),
            ),
          ANSWER_MS,
        );
        waiting.set(id, end);
        bus.publish(ASK, { id, account, question: { ...question } });
      });
    },
    close() {
      for (const end of ends) end();
    },
  };
};
