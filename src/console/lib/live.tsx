import { type Query, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { SESSION_KEY } from './session.ts';

export interface LiveEvent {
  readonly topic: string;
  readonly id?: string;
}

type Listener = (event: LiveEvent) => void;
const LiveContext = createContext<Set<Listener> | undefined>(undefined);

/** Wait before asking again who is signed in, after the stream was refused. */
const RETRY_MS = 10_000;

/**
 * Holds the one stream of changes. A change of topic `broadcast` refetches every query whose key begins with
 * `'broadcast'`; after a break everything is refetched, as changes may have been missed.
 */
export const LiveUpdates = ({ children }: { children: ReactNode }) => {
  const client = useQueryClient();
  const [listeners] = useState(() => new Set<Listener>());

  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let opened = false;
    const everything = (which: (query: Query) => boolean = () => true) =>
      client.invalidateQueries({
        predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] && query.isActive() && which(query),
      });
    const close = () => {
      clearTimeout(timer);
      source?.close();
      source = undefined;
    };
    const open = () => {
      source = new EventSource('/api/live');
      source.addEventListener('ready', () => {
        // What was answered before the stream was open may have changed meanwhile; what is on its way is new enough.
        void everything(opened ? undefined : (query) => query.state.fetchStatus === 'idle');
        opened = true;
      });
      source.addEventListener('resync', () => void everything());
      source.addEventListener('update', (message) => {
        const event = JSON.parse(message.data as string) as LiveEvent;
        void client.invalidateQueries({ queryKey: [event.topic] });
        for (const listener of listeners) listener(event);
      });
      source.addEventListener('error', () => {
        // The browser reconnects by itself while the stream is only broken; a refusal closes it for good.
        if (source?.readyState !== EventSource.CLOSED) return;
        void client.invalidateQueries({ queryKey: SESSION_KEY });
        close();
        timer = setTimeout(look, RETRY_MS);
      });
    };
    // Browsers allow six connections to one server: a tab that nobody looks at gives its own back.
    const look = () => {
      if (document.hidden) close();
      else if (!source) open();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      close();
    };
  }, [client, listeners]);

  return <LiveContext value={listeners}>{children}</LiveContext>;
};

/**
 * Refetches `queryKey` also when one of these topics changes: `useLive(['progress', 'quiz_run'], ['overview'])`. Queries
 * whose key begins with the topic itself need no call.
 */
export const useLive = (topics: readonly string[], queryKey: QueryKey): void => {
  const listeners = useContext(LiveContext);
  const client = useQueryClient();
  const wanted = useRef({ topics, queryKey });
  wanted.current = { topics, queryKey };

  useEffect(() => {
    const listener: Listener = (event) => {
      if (!wanted.current.topics.includes(event.topic)) return;
      void client.invalidateQueries({ queryKey: wanted.current.queryKey });
    };
    listeners?.add(listener);
    return () => {
      listeners?.delete(listener);
    };
  }, [client, listeners]);
};

/** Calls `listener` (kept stable by `useCallback`) for every change, for what no query can show: someone is writing. */
export const useLiveEvent = (listener: Listener): void => {
  const listeners = useContext(LiveContext);
  useEffect(() => {
    listeners?.add(listener);
    return () => {
      listeners?.delete(listener);
    };
  }, [listeners, listener]);
};
