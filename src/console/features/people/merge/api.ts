import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AccountRecord, LinkRequestRecord, UnlinkedAccount } from '../../../../org/linking/types.ts';
import type { Duplicate, MergePreview, MergeRecord } from '../../../../org/merges/types.ts';
import { api } from '../../../lib/api.ts';

/** Moments travel as ISO texts. */
type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Wire<T[Key]> }
      : T;

export type Account = Wire<AccountRecord>;
export type LinkRequest = Wire<LinkRequestRecord>;
export type Merge = Wire<MergeRecord>;
export type Unlink = Wire<UnlinkedAccount>;
export type Twin = Wire<Duplicate>;
export type Preview = Wire<MergePreview>;

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'people';

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

export const useAccounts = (person: string) =>
  useQuery({
    queryKey: [KEY, 'accounts', person],
    queryFn: () => api.get<{ items: readonly Account[] }>(`/people/${person}/accounts`),
  });

export const useUnlink = (person: string) =>
  useChange((contact: string) => api.delete(`/people/${person}/contacts/${encodeURIComponent(contact)}`));

/** Merges into this person and accounts taken from her, newest first. */
export const useHistory = (person: string) =>
  useQuery({
    queryKey: [KEY, 'merges', person],
    queryFn: () => api.get<{ merges: readonly Merge[]; unlinks: readonly Unlink[] }>(`/people/${person}/merges`),
  });

export const useDuplicates = (person: string) =>
  useQuery({
    queryKey: [KEY, 'duplicates', person],
    queryFn: () => api.get<{ items: readonly Twin[] }>(`/people/${person}/duplicates`),
  });

export const usePreview = (keep: string, drop: string) =>
  useQuery({
    // Not under the topic: once merged, the other record is no longer there to be previewed.
    queryKey: ['merge_preview', keep, drop],
    gcTime: 0,
    queryFn: () => api.get<Preview>(`/people/${keep}/merge-preview`, { drop }),
  });

export const useMerge = (keep: string) =>
  useChange((drop: string) => api.post<Merge>(`/people/${keep}/merges`, { drop }));
export const useUndoMerge = () => useChange((merge: string) => api.post<Merge>(`/person-merges/${merge}/undo`, {}));
export const useUndoUnlink = () => useChange((id: string) => api.post(`/person-unlinks/${id}/undo`, {}));

/** What waits for this administrator; of one person, or of everybody in her scope. */
export const useLinkRequests = (person?: string) =>
  useQuery({
    queryKey: [KEY, 'requests', person ?? 'all'],
    queryFn: () => api.get<{ items: readonly LinkRequest[] }>('/link-requests', person === undefined ? {} : { person }),
  });

export const useDecide = () =>
  useChange(({ id, decision }: { id: string; decision: 'approve' | 'decline' }) =>
    api.post(`/link-requests/${id}/${decision}`, {}),
  );
