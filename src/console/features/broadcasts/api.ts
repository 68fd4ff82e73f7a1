import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  Audience,
  AudiencePreview,
  Broadcast,
  BroadcastInList,
  BroadcastInput,
  Delivery,
  DeliveryStanding,
} from '../../../broadcasts/types.ts';
import { api } from '../../lib/api.ts';
import { newRequestId } from '../../lib/request-id.ts';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'broadcast';
export const PAGE_SIZE = 50;

interface Listed<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export const useBroadcasts = (page: number) =>
  useQuery({
    queryKey: [KEY, 'list', page],
    queryFn: () => api.get<Listed<BroadcastInList>>('/broadcasts', { skip: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
    placeholderData: keepPreviousData,
  });

/** Everything with a sending between two moments. */
export const useCalendar = (from: string, to: string) =>
  useQuery({
    queryKey: [KEY, 'calendar', from, to],
    queryFn: () => api.get<Listed<BroadcastInList>>('/broadcasts', { from, to, limit: 200 }),
    placeholderData: keepPreviousData,
  });

export const useBroadcast = (id: string | undefined) =>
  useQuery({
    queryKey: [KEY, 'one', id],
    enabled: id !== undefined,
    queryFn: () => api.get<Broadcast>(`/broadcasts/${id}`),
  });

export const useDeliveries = (id: string, state: DeliveryStanding | undefined, page: number) =>
  useQuery({
    queryKey: [KEY, 'deliveries', id, state, page],
    queryFn: () =>
      api.get<Listed<Delivery>>(`/broadcasts/${id}/deliveries`, {
        state,
        skip: (page - 1) * PAGE_SIZE,
        limit: PAGE_SIZE,
      }),
    placeholderData: keepPreviousData,
  });

/** Not under `KEY`: it reads the whole audience, and news of a broadcast that is being sent changes nothing of it. */
export const usePreview = (audience: Audience, wanted = true) =>
  useQuery({
    queryKey: ['audience-preview', audience],
    enabled: wanted && audience.unitIds.length > 0,
    queryFn: () => api.post<AudiencePreview>('/broadcasts/preview', { audience }),
    placeholderData: keepPreviousData,
  });

interface Changed {
  readonly before?: Broadcast;
  readonly after?: Broadcast;
}

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

export const useSave = (id: string | undefined) =>
  useChange((input: BroadcastInput) =>
    id === undefined ? api.post<Changed>('/broadcasts', input) : api.put<Changed>(`/broadcasts/${id}`, input),
  );

/** `send`, `pause`, `resume`, `cancel`, `unschedule`. */
export const useVerb = (id: string) =>
  useChange((verb: 'send' | 'pause' | 'resume' | 'cancel' | 'unschedule') =>
    api.post<Changed>(`/broadcasts/${id}/${verb}`),
  );

export const useRemove = (id: string) => useChange(() => api.delete(`/broadcasts/${id}`));

export const useResend = (id: string) =>
  useChange((includeUnknown: boolean) => api.post(`/broadcasts/${id}/resend-failed`, { includeUnknown }));

export const useTestSend = (id: string) =>
  useChange((thread: string) => api.post(`/broadcasts/${id}/test-send`, { thread, request: newRequestId() }));

/** Every place with what became of it, for Excel. */
export const exportDeliveries = (id: string) => api.download(`/broadcasts/${id}/export`);

export const useMaterialOptions = () =>
  useQuery({
    queryKey: ['content', 'options'],
    queryFn: () => api.get<{ items: { id: string; title: string }[] }>('/content/materials', { pageSize: 100 }),
    select: ({ items }) => items.map(({ id, title }) => ({ value: id, label: title })),
  });

export const useQuizOptions = () =>
  useQuery({
    queryKey: ['quiz', 'options'],
    queryFn: () => api.get<{ id: string; title: string }[]>('/quizzes'),
    select: (quizzes) => quizzes.map(({ id, title }) => ({ value: id, label: title })),
  });

export const useGroupOptions = () =>
  useQuery({
    queryKey: ['groups', 'options'],
    queryFn: () => api.get<{ rows: { thread: string; name: string }[] }>('/groups'),
    select: ({ rows }) => rows.map(({ thread, name }) => ({ value: thread, label: name })),
  });
