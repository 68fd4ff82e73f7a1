import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { NewPerson, NewPost, PeoplePage, PersonEdit, PersonRecord, Post, PostEdit } from '../../../org/types.ts';
import { api } from '../../lib/api.ts';
import { useLive } from '../../lib/live.tsx';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'people';
export const PAGE_SIZE = 50;

export interface PeopleFilter {
  readonly text?: string;
  /** A unit's id: its whole subtree. */
  readonly unit?: string;
  readonly post?: Post;
  readonly state: 'current' | 'former' | 'all';
}

/** One page of the list; `after` is the `next` of the page before. */
export const usePeople = (filter: PeopleFilter, after: string | undefined) => {
  // Ending a chapter ends the posts in it.
  useLive(['units'], [KEY]);
  return useQuery({
    queryKey: [KEY, 'list', filter, after],
    queryFn: () => api.get<PeoplePage>('/people', { ...filter, after, limit: PAGE_SIZE }),
    placeholderData: keepPreviousData,
  });
};

export const usePerson = (id: string) => {
  useLive(['units'], [KEY]);
  return useQuery({ queryKey: [KEY, 'one', id], queryFn: () => api.get<PersonRecord>(`/people/${id}`) });
};

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

export const useAddPerson = () => useChange((person: NewPerson) => api.post<PersonRecord>('/people', person));

export const useEditPerson = (id: string) =>
  useChange((edit: PersonEdit) => api.patch<PersonRecord>(`/people/${id}`, edit));

/** The page of somebody forgotten is left, so her own query is not asked again. */
export const useForget = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(`/people/${id}`),
    onSuccess: () => {
      client.removeQueries({ queryKey: [KEY, 'one', id] });
      return client.invalidateQueries({ queryKey: [KEY, 'list'] });
    },
  });
};

export const useAddPost = (id: string) =>
  useChange((post: NewPost) => api.post<PersonRecord>(`/people/${id}/posts`, post));

export const useEditPost = (id: string, post: string) =>
  useChange((edit: PostEdit) => api.patch<PersonRecord>(`/people/${id}/posts/${post}`, edit));
