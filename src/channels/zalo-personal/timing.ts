/** Every wait of this channel in one place, in milliseconds. Tests pass shorter ones. */
export interface Timing {
  /** One call that sends no file. */
  readonly callMs: number;
  /** A send with an upload, which waits for the listener to tell that the file is there. Below the sender's own 60 s. */
  readonly uploadMs: number;
  readonly loginMs: number;
  /** From opening the line to its key. */
  readonly openMs: number;
  /** Events that come within so long are put in order before they are told. */
  readonly gatherMs: number;
  /** First wait after a line broke; doubled each time. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** Wait after another program opened this account (close code 3000); doubled each time. */
  readonly duplicateMs: number;
  /** Wait before a login that Zalo ended (3003, 600) is tried once more from its cookies. */
  readonly kickedMs: number;
  /** A line that held so long has proved itself: the next trouble begins with short waits again. */
  readonly steadyMs: number;
  /** The watchdog looks this often, asks a line that was silent for `silentMs`, and gives it `probeMs` to answer. */
  readonly watchMs: number;
  readonly silentMs: number;
  readonly probeMs: number;
  readonly keepAliveMs: number;
  /** Open polls are read again this often, for votes that nothing told of. */
  readonly pollsMs: number;
  /** First pause after "too many"; doubled each time, up to `maxPauseMs`. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
}

export const TIMING: Timing = {
  callMs: 25_000,
  uploadMs: 50_000,
  loginMs: 60_000,
  openMs: 30_000,
  gatherMs: 150,
  backoffMs: 2_000,
  maxBackoffMs: 5 * 60_000,
  duplicateMs: 5 * 60_000,
  kickedMs: 60_000,
  steadyMs: 2 * 60_000,
  watchMs: 30_000,
  silentMs: 3 * 60_000,
  probeMs: 10_000,
  keepAliveMs: 3 * 60_000,
  pollsMs: 10 * 60_000,
  pauseMs: 5 * 60_000,
  maxPauseMs: 2 * 60 * 60_000,
};
