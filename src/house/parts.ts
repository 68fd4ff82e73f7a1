import type { Serves } from '../accounts/runner.ts';
import type { Accounts } from '../accounts/service.ts';
import type { Webhooks } from '../accounts/webhooks.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { BroadcastService } from '../broadcasts/service.ts';
import type { ChannelKind } from '../channels/kind.ts';
import type { Simulator } from '../channels/simulator/channel.ts';
import type { ChatRoom } from '../chat/service.ts';
import type { Config } from '../config.ts';
import type { ActionTable } from '../flow/action.ts';
import type { FlowLibrary } from '../flow/library.ts';
import type { Linking } from '../org/linking/service.ts';
import type { Org } from '../org/service.ts';
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import type { Web } from '../web/app.ts';

/** The rooms of a house that was put together. */
export interface Parts {
  readonly store: Store;
  readonly queue: Queue;
  readonly chat: ChatRoom;
  readonly simulator: Simulator;
  readonly web: Web;
  readonly accounts: Accounts;
  /** Stands in front of the app: `/webhook/…`. */
  readonly webhooks: Webhooks;
  readonly flows: FlowLibrary;
  readonly actions: ActionTable;
  readonly org: Org;
  /** One woman on several channels: codes, numbers, requests. */
  readonly linking: Linking;
  readonly broadcasts: BroadcastService;
  /** Connects the channels, runs the queue and takes up what an earlier process left. */
  start(): Promise<void>;
  /** Stops in the reverse order: no new event, running work finished (at most `graceSeconds`), the store closed. */
  stop(graceSeconds?: number): Promise<void>;
}

export interface ComposeOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opened beforehand, and ready, by whoever may have to wait for it. Default: opened here; closed by `stop` either way. */
  readonly store?: Store;
  /** Where the built console lies. */
  readonly consoleDir: string;
  /** Default: every kind. */
  readonly kinds?: readonly ChannelKind[];
  /** Which accounts are connected. Default: by the role. The command line connects none: the running product does. */
  readonly serves?: Serves;
  /** How we are reached when `PUBLIC_URL` is not set: known once the server listens. */
  readonly localUrl?: () => string;
  /** For benchmarks: events are stored and not answered. */
  readonly receiveOnly?: boolean;
  /** For benchmarks and tests: hears of every new message in the simulator; `from` is absent for the assistant's. */
  readonly simulatorChanged?: (thread: string, from?: string) => void;
}
