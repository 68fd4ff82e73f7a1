import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Progress, Target, TargetGroup } from '../../../learning/types.ts';
import { api } from '../../lib/api.ts';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'progress';

export const useProgress = (unitPath: string | undefined, year: number, on?: string) =>
  useQuery({
    queryKey: [KEY, 'counts', unitPath, year, on],
    enabled: unitPath !== undefined,
    queryFn: () => api.get<Progress>('/progress', { unitPath, year, on }),
    placeholderData: keepPreviousData,
  });

/** Reporting dates whose denominators are frozen, oldest first. */
export const useFrozenDates = (unitPath: string | undefined, year: number) =>
  useQuery({
    queryKey: [KEY, 'dates', unitPath, year],
    enabled: unitPath !== undefined,
    queryFn: () => api.get<{ dates: string[] }>('/progress/dates', { unitPath, year }),
    select: ({ dates }) => dates,
  });

export const useTarget = (unitPath: string, year: number) =>
  useQuery({
    queryKey: [KEY, 'target', unitPath, year],
    queryFn: () => api.get<Target>(`/targets/${year}`, { unitPath }),
  });

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

export const useFreeze = (unitPath: string) =>
  useChange((date: string) => api.post<{ dates: string[] }>('/progress/freeze', { unitPath, date }));

export const useSetTarget = (unitPath: string, year: number) =>
  useChange((groups: readonly TargetGroup[]) => api.put<Target>(`/targets/${year}`, { unitPath, groups }));

export const useClearTarget = (unitPath: string, year: number) =>
  useChange(() => api.delete<Target>(`/targets/${year}?unitPath=${encodeURIComponent(unitPath)}`));
