import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { AnswerInput, Difficulty, DifficultyState } from '../../../support/types.ts';
import type { AdminRow } from '../../../web/admins.ts';
import { api } from '../../lib/api.ts';
import { type LiveEvent, useLiveEvent } from '../../lib/live.tsx';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'difficulty';
/** Outside the topic: each reading of a restricted case is logged, so it is not read again with every change. */
const OPENED = 'opened_difficulty';
/** How many are listed; the server gives the newest. */
export const LISTED = 200;

export const useDifficulties = (state?: DifficultyState) =>
  useQuery({
    queryKey: [KEY, 'list', state],
    queryFn: () => api.get<Difficulty[]>('/difficulties', { state, limit: LISTED }),
    placeholderData: keepPreviousData,
  });

export const useDifficulty = (id: string) => {
  const client = useQueryClient();
  const listener = useCallback(
    (event: LiveEvent) => {
      if (event.topic !== KEY || event.id !== id) return;
      // What she does here comes back with the answer to it; nobody else's change is worth another line in the log.
      if (client.getQueryData<Difficulty>([OPENED, id])?.restricted) return;
      void client.invalidateQueries({ queryKey: [OPENED, id] });
    },
    [client, id],
  );
  useLiveEvent(listener);
  return useQuery({
    queryKey: [OPENED, id],
    queryFn: () => api.get<Difficulty>(`/difficulties/${id}`),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
};

const useChange = <Args>(id: string, run: (args: Args) => Promise<Difficulty>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (difficulty) => {
      client.setQueryData([OPENED, id], difficulty);
      return client.invalidateQueries({ queryKey: [KEY] });
    },
  });
};

export const useTake = (id: string) => useChange(id, () => api.post<Difficulty>(`/difficulties/${id}/take`));

export const useAnswer = (id: string) =>
  useChange(id, (input: AnswerInput) => api.post<Difficulty>(`/difficulties/${id}/answer`, input));

interface Officers {
  readonly unitPath: string;
  readonly admins: readonly string[];
}

/** Who reads the restricted cases of the administrator's own unit; for owners. */
export const useOfficers = (enabled: boolean) =>
  useQuery({ queryKey: ['officers'], enabled, queryFn: () => api.get<Officers>('/difficulties/officers') });

export const useNameOfficers = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (admins: readonly string[]) => api.put<Officers>('/difficulties/officers', { admins }),
    onSuccess: (officers) => {
      client.setQueryData(['officers'], officers);
      return client.invalidateQueries({ queryKey: [KEY] });
    },
  });
};

export const useAdminOptions = (enabled: boolean) =>
  useQuery({
    queryKey: ['admins', 'options'],
    enabled,
    queryFn: () => api.get<{ rows: AdminRow[] }>('/admins'),
    select: ({ rows }) => rows.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name })),
  });
