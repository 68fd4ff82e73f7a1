/** Names of the driver's and Mongoose's errors when no server answered; nothing can be said of what was asked. */
const NAMES = [
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoOperationTimeoutError',
];

/** A server that is no longer, or not yet, the one that takes writes; also one that is being shut down. */
const CODES = [91, 189, 10107, 11600, 11602, 13435, 13436];

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
}

/**
 * Whether this was thrown because the store cannot be reached now: trying again later may help, and a write may or may
 * not have been done. The embedded store never throws such an error.
 */
export const isStoreAway = (error: unknown): boolean => {
  const { name, message, code } = (typeof error === 'object' && error !== null ? error : {}) as Thrown;
  return (
    NAMES.includes(String(name)) ||
    CODES.includes(Number(code)) ||
    (typeof message === 'string' && message.includes('buffering timed out'))
  );
};
