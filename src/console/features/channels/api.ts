import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  AccountEdit,
  AccountNoteView,
  AccountView,
  KindView,
  NewAccount,
  PlatformGroupView,
  QrView,
} from '../../../accounts/types.ts';
import type { Group, NewGroup } from '../../../org/types.ts';
import { api } from '../../lib/api.ts';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'account';
/** Counts (sent today, waiting) change without a live update. */
const COUNTS_MS = 20_000;

interface Listed<T> {
  readonly items: readonly T[];
}

const pathOf = (id: string, more = '') => `/accounts/${encodeURIComponent(id)}${more}`;

/** True for an account that sends nothing before somebody does something. */
export const needsPerson = ({ state, paused }: Pick<AccountView, 'state' | 'paused'>): boolean =>
  !paused && (state === 'needs_sign_in' || state === 'blocked');

export const useKinds = () =>
  useQuery({
    queryKey: ['channels'],
    queryFn: () => api.get<Listed<KindView>>('/channels'),
    select: ({ items }) => items,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useAccounts = () =>
  useQuery({
    queryKey: [KEY, 'list'],
    queryFn: () => api.get<Listed<AccountView>>('/accounts'),
    select: ({ items }) => items,
    refetchInterval: COUNTS_MS,
  });

/** How many accounts wait for a person; 0 while it is not known. */
export const useAlarms = (): number => useAccounts().data?.filter(needsPerson).length ?? 0;

export const useAccount = (id: string) =>
  useQuery({
    queryKey: [KEY, 'one', id],
    queryFn: () => api.get<AccountView>(pathOf(id)),
    refetchInterval: COUNTS_MS,
  });

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

/** `unit` absent: the administrator's own. */
export const useAdd = () => useChange((account: NewAccount) => api.post<AccountView>('/accounts', account));

export const useEdit = (id: string) => useChange((edit: AccountEdit) => api.patch<AccountView>(pathOf(id), edit));

export const usePause = (id: string) =>
  useChange((verb: 'pause' | 'resume') => api.post<AccountView>(pathOf(id, `/${verb}`)));

export const useRemove = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete<{ droppedMessages: number }>(pathOf(id)),
    // Its own query would only be told that there is no such account.
    onSuccess: () => {
      client.removeQueries({ queryKey: [KEY, 'one', id] });
      return client.invalidateQueries({ queryKey: [KEY, 'list'] });
    },
  });
};

export const useTest = (id: string) =>
  useChange(() => api.post<{ name: string; facts: string[] }>(pathOf(id, '/test')));

export const useProcedure = (id: string) =>
  useChange((name: string) => api.post<{ sentence: string }>(pathOf(id, `/procedures/${name}`)));

/** Answers with the platform's page to go to. */
export const useConnect = (id: string) => useChange(() => api.post<{ url: string }>(pathOf(id, '/connect')));

export const useQr = (id: string) =>
  useQuery({ queryKey: [KEY, 'qr', id], queryFn: () => api.get<QrView>(pathOf(id, '/qr')) });

export const useBeginQr = (id: string) => useChange(() => api.post<QrView>(pathOf(id, '/qr')));

export const useCancelQr = (id: string) => useChange(() => api.delete(pathOf(id, '/qr')));

/** Asked of the platform itself, so only when the page wants it, not with every change of the account. */
export const usePlatformGroups = (id: string) =>
  useQuery({
    queryKey: ['account_groups', id],
    queryFn: () => api.get<Listed<PlatformGroupView>>(pathOf(id, '/groups')),
    select: ({ items }) => items,
    staleTime: 60_000,
    retry: false,
  });

export const useJoin = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (link: string) => api.post<{ waiting: boolean }>(pathOf(id, '/join'), { link }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['account_groups', id] }),
  });
};

export const useNotes = (id: string) =>
  useQuery({
    queryKey: [KEY, 'notes', id],
    queryFn: () => api.get<Listed<AccountNoteView>>(pathOf(id, '/notes')),
    select: ({ items }) => items,
  });

/** Groups that are registered and on. */
export const useRegistered = () =>
  useQuery({
    queryKey: ['groups', 'list'],
    queryFn: () => api.get<{ rows: Group[] }>('/groups'),
    select: ({ rows }) => rows.filter(({ active }) => active),
  });

const useGroupChange = <Args>(run: (args: Args) => Promise<Group>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: ['groups'] }) });
};

export const useRegister = () => useGroupChange((group: NewGroup) => api.post<Group>('/groups', group));

/** `thread` carries the same group on another account. */
export const useSpare = () =>
  useGroupChange(({ group, thread }: { group: string; thread: string }) =>
    api.patch<Group>(`/groups/${encodeURIComponent(group)}`, { spare: thread }),
  );
