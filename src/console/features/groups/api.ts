import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Group, NewGroup } from '../../../org/types.ts';
import { api } from '../../lib/api.ts';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'groups';
/** Of the simulator, so many people are asked for their groups: a demonstration has fewer. */
const MAX_ASKED = 40;

export const useGroups = () =>
  useQuery({ queryKey: [KEY, 'list'], queryFn: () => api.get<{ rows: Group[] }>('/groups') });

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

export const useRegister = () => useChange((group: NewGroup) => api.post<Group>('/groups', group));

export interface GroupChange {
  readonly name?: string;
  readonly unit?: string;
  readonly active?: boolean;
  /** Null removes it. */
  readonly spare?: string | null;
  readonly welcome?: boolean;
}

const pathOf = (id: string) => `/groups/${encodeURIComponent(id)}`;

export const useChangeGroup = (id: string) => useChange((change: GroupChange) => api.patch<Group>(pathOf(id), change));

export const useUnregister = (id: string) => useChange(() => api.delete(pathOf(id)));

export interface KnownThread {
  /** Our thread id. */
  readonly thread: string;
  readonly name: string;
}

interface SimulatorThread {
  readonly id: string;
  readonly kind: 'direct' | 'group';
  readonly name: string;
}

/** Groups of the simulator. The server lists them by person, and only to those who may use the simulator. */
export const useSimulatorGroups = (enabled: boolean) =>
  useQuery({
    queryKey: ['simulator', 'groups'],
    enabled,
    retry: false,
    queryFn: async (): Promise<KnownThread[]> => {
      const { contacts } = await api.get<{ contacts: { id: string }[] }>('/simulator/contacts');
      const lists = await Promise.all(
        contacts
          .slice(0, MAX_ASKED)
          .map(({ id }) =>
            api.get<{ threads: SimulatorThread[] }>(`/simulator/contacts/${encodeURIComponent(id)}/threads`),
          ),
      );
      const groups = lists.flatMap(({ threads }) => threads.filter(({ kind }) => kind === 'group'));
      const names = new Map(groups.map(({ id, name }) => [`simulator:${id}`, name]));
      return [...names].map(([thread, name]) => ({ thread, name }));
    },
  });
