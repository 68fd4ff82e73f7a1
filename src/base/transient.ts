/** Names of errors that say that a server is away, not that anything is wrong with what was asked of it. */
const AWAY_NAMES =
  /^Mongo(NetworkError|NetworkTimeoutError|ServerSelectionError|NotConnectedError|PoolClearedError|PoolClosedError|TopologyClosedError|ClientClosedError|ExpiredSessionError|OperationTimeoutError|WaitQueueTimeoutError)$|^(MaxRetriesPerRequestError|QueueAwayError)$/;
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** MongoDB's own words for "ask again": shutting down, no longer primary, interrupted. */
const AWAY_SERVER_CODES = new Set([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);
const AWAY_TEXT =
  /Connection is closed|buffering timed out|client was closed|before initial connection|Stream isn't writeable/i;

interface Told {
  readonly name?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly cause?: unknown;
}

/**
 * Whether an error only says that the store or the queue's server is away for now: what failed is tried again later and
 * does not count as a failed try.
 */
export const isAway = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { name = '', code, message = '', cause } = error as Told;
  return (
    AWAY_NAMES.test(name) ||
    (typeof code === 'string' && AWAY_CODES.has(code)) ||
    (typeof code === 'number' && name.startsWith('Mongo') && AWAY_SERVER_CODES.has(code)) ||
    AWAY_TEXT.test(message) ||
    (cause !== undefined && cause !== error && isAway(cause))
  );
};
