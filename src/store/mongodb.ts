import mongoose from 'mongoose';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { finishSwap } from './archive/fill.ts';
import { type Hello, isFinal, judge, problemOf } from './mongodb-problems.ts';
import { MARKS } from './own.ts';
import type { Store } from './store.ts';

/** How long to look for a server, and how long a model's operation waits for one, before saying that there is none. */
const SELECTION_MS = 5_000;
/** How long `check` waits for an answer. */
const CHECK_MS = 3_000;
/** How long a patient opening waits for its first try. */
const FIRST_MS = 300;
/** Between two tries while MongoDB is away. */
const AGAIN_MS = 2_000;

const NO_SUCH_COMMAND = 59;

const connecting = () =>
  fail('store.connecting', 'Đang nối tới MongoDB theo MONGODB_URL. Chị đợi vài giây rồi xem lại.', 'MONGODB_URL');

export interface MongodbSettings {
  readonly url: string;
  readonly logger: Logger;
  /** Go on trying when there is no usable server, and say so through `check`, instead of failing. */
  readonly patient?: boolean;
  readonly clock?: Clock;
}

/**
 * What is written is safe against the loss of a machine (or, on a server alone, of its power) when it is acknowledged,
 * unless the address asks for something else. Retried writes are the driver's default where the server can.
 */
const options = (url: string): mongoose.ConnectOptions & { readonly bufferTimeoutMS: number } => ({
  ...(/[?&]serverSelectionTimeoutMS=/i.test(url) ? {} : { serverSelectionTimeoutMS: SELECTION_MS }),
  bufferTimeoutMS: SELECTION_MS,
  ...(/[?&](w|journal|wtimeoutMS)=/i.test(url) ? {} : { writeConcern: { w: 'majority', journal: true } }),
});

/** Connects to MongoDB with Mongoose's own driver. No message repeats the address, which may hold a password. */
export const connectMongodb = async (settings: MongodbSettings): Promise<Result<Store>> => {
  const { url, logger, patient = false, clock = systemClock } = settings;
  const connection = mongoose.createConnection();
  let version: string | undefined;
  let connected = false;
  let closed = false;
  // From the first connection on, the driver connects again by itself.
  connection.on('disconnected', () => {
    version = undefined;
    if (!closed) logger.warn('MongoDB is away');
  });
  connection.on('reconnected', () => logger.info('MongoDB is back'));
  let wake = () => {};

  const admin = () => connection.getClient().db('admin');
  const hello = (): Promise<Hello> =>
    admin()
      .command({ hello: 1 }, { timeoutMS: CHECK_MS })
      .catch((error: { code?: unknown }) => {
        if (error.code !== NO_SUCH_COMMAND) throw error;
        return admin().command({ isMaster: 1 }, { timeoutMS: CHECK_MS });
      });

  const examine = async (): Promise<Result<{ readonly note?: string }>> => {
    try {
      const said = await hello();
      version ??= String((await admin().command({ buildInfo: 1 }, { timeoutMS: CHECK_MS })).version);
      const judged = judge(said, version);
      if (!judged.ok) version = undefined;
      return judged;
    } catch (error) {
      return problemOf(error);
    }
  };

  const attempt = async (): Promise<Result<{ readonly note?: string }>> => {
    try {
      if (!connected) await connection.openUri(url, options(url));
      connected = true;
      const judged = await examine();
      if (judged.ok) {
        const db = connection.db as mongoose.mongo.Db;
        await db
          .collection<{ _id: string }>(MARKS)
          .updateOne({ _id: 'opened' }, { $set: { at: clock.now() } }, { upsert: true });
        await finishSwap(db);
      }
      return judged;
    } catch (error) {
      return problemOf(error);
    }
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((done) => {
      const cancel = clock.at(new Date(clock.now().getTime() + ms), done);
      wake = () => {
        cancel();
        done();
      };
    });

  const first = attempt();
  let state = patient ? await Promise.race([first, pause(FIRST_MS).then(connecting)]) : await first;
  wake();
  if (!state.ok && (!patient || isFinal(state.error))) {
    await connection.destroy().catch(() => undefined);
    return state;
  }

  let isReady = state.ok;
  const goOn = async (): Promise<void> => {
    for (state = await first; !state.ok && !closed; state = await attempt()) {
      logger.warn({ code: state.error.code }, 'MongoDB cannot be used yet');
      await pause(AGAIN_MS);
      if (closed) return;
    }
    isReady = state.ok;
    if (isReady) logger.info('MongoDB can be used');
  };

  return ok({
    kind: 'mongodb',
    connection,
    ready: isReady ? Promise.resolve() : goOn(),
    async check() {
      if (closed) return fail('store.closed', 'Kho dữ liệu đã đóng vì chương trình đang dừng.');
      return isReady ? examine() : state;
    },
    async close() {
      closed = true;
      wake();
      if (connection.readyState === mongoose.STATES.connected)
        await Promise.allSettled(Object.values(connection.models).map((model) => model.init()));
      await connection.destroy();
    },
  });
};
