import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UnitMerge, UnitNode, UnitRecord } from '../../../org/types.ts';
import { api } from '../../lib/api.ts';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'units';

/** The tree on a day, `2025-06-30`; undefined is today. */
export const useTree = (on: string | undefined) =>
  useQuery({
    queryKey: [KEY, 'tree', on],
    queryFn: () => api.get<{ tree: UnitNode[] }>('/units', { on }),
    placeholderData: keepPreviousData,
  });

export interface UnitStory {
  readonly unit: UnitRecord;
  /** What it was made of, and what it has become. */
  readonly from: readonly UnitRecord[];
  readonly became: readonly UnitRecord[];
}

export const useUnit = (id: string) =>
  useQuery({ queryKey: [KEY, 'one', id], queryFn: () => api.get<UnitStory>(`/units/${id}`) });

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [KEY] }),
        // What pickers offer.
        client.invalidateQueries({ queryKey: ['unit'] }),
      ]),
  });
};

export const useCreateChapter = (parent: string) =>
  useChange((chapter: { name: string; from: string }) => api.post<UnitRecord>('/units', { parent, ...chapter }));

export const useRename = (id: string) =>
  useChange((change: { name: string; on: string }) => api.post<UnitRecord>(`/units/${id}/rename`, change));

export const useClose = (id: string) => useChange((to: string) => api.post<UnitRecord>(`/units/${id}/close`, { to }));

export const useMerge = () => useChange((merge: UnitMerge) => api.post<UnitRecord>('/units/merge', merge));
