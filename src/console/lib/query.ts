import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './api.ts';
import { SESSION_KEY } from './session.ts';

/** A refused session or an old CSRF token is looked up again at once, wherever it shows first. */
const askWhoIsHere = (client: QueryClient, error: unknown, key?: unknown): void => {
  if (!(error instanceof ApiFailure) || key === SESSION_KEY[0]) return;
  if (error.status === 401 || error.code === 'web.csrf') void client.invalidateQueries({ queryKey: SESSION_KEY });
};

/** The console's cache of server answers. */
export const createQueryClient = (): QueryClient => {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => askWhoIsHere(client, error, query.queryKey[0]) }),
    mutationCache: new MutationCache({ onError: (error) => askWhoIsHere(client, error) }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // Only what may pass by itself is asked again: a broken network or a restarting server, not a refusal.
        retry: (count, error) =>
          count < 2 && !(error instanceof ApiFailure && error.status >= 400 && error.status < 500),
      },
    },
  });
  return client;
};
