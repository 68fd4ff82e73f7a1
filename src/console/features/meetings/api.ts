import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Delivery } from '../../../meetings/service.ts';
import type { AnswerList, AskedSilent, Meeting, MeetingInput } from '../../../meetings/types.ts';
import type { Group, Post } from '../../../org/types.ts';
import { api } from '../../lib/api.ts';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'meeting';
const DAY = 24 * 60 * 60 * 1000;

/** A year of meetings: those to come the soonest first, those that were the latest first. */
export const useMeetings = (view: 'upcoming' | 'past') =>
  useQuery({
    queryKey: [KEY, 'list', view],
    queryFn: async () => {
      const now = Date.now();
      const [from, to] = view === 'upcoming' ? [now, now + 366 * DAY] : [now - 366 * DAY, now];
      const found = await api.get<Meeting[]>('/meetings', {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      });
      return view === 'upcoming' ? found : found.reverse();
    },
  });

export const useMeeting = (id: string | undefined) =>
  useQuery({
    queryKey: [KEY, 'one', id],
    enabled: id !== undefined,
    queryFn: () => api.get<Meeting>(`/meetings/${id}`),
  });

export const useAnswers = (id: string) =>
  useQuery({ queryKey: [KEY, 'answers', id], queryFn: () => api.get<AnswerList>(`/meetings/${id}/answers`) });

export const useDeliveries = (id: string) =>
  useQuery({ queryKey: [KEY, 'deliveries', id], queryFn: () => api.get<Delivery[]>(`/meetings/${id}/deliveries`) });

export interface Attendance {
  readonly marked: boolean;
  readonly people: readonly {
    readonly person: string;
    readonly name: string;
    readonly unit: string;
    readonly posts: readonly Post[];
    readonly present: boolean;
  }[];
}

export const useAttendance = (id: string) =>
  useQuery({ queryKey: [KEY, 'attendance', id], queryFn: () => api.get<Attendance>(`/meetings/${id}/attendance`) });

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

/** `announce` is for a new meeting: one that is changed tells its groups by itself. */
export const useSaveMeeting = (id: string | undefined) =>
  useChange(({ announce, ...input }: MeetingInput & { readonly announce: boolean }) =>
    id === undefined
      ? api.post<Meeting>('/meetings', { ...input, announce })
      : api.put<Meeting>(`/meetings/${id}`, input),
  );

export const useCancelMeeting = (id: string) =>
  useChange((reason: string) => api.post<Meeting>(`/meetings/${id}/cancel`, { reason }));

/** `request` is made once for each press. `postponedTo`: it is the quiet hours now. */
export const useAskSilent = (id: string) =>
  useChange((request: string) =>
    api.post<{ readonly asked?: AskedSilent; readonly postponedTo?: string }>(`/meetings/${id}/remind-silent`, {
      request,
    }),
  );

export const useMarkAttendance = (id: string) =>
  useChange((present: readonly string[]) => api.put<Meeting>(`/meetings/${id}/attendance`, { present }));

export const useGroups = () =>
  useQuery({
    queryKey: ['groups', 'all'],
    queryFn: () => api.get<{ rows: Group[] }>('/groups'),
    select: ({ rows }) => rows.filter((group) => group.active),
  });
