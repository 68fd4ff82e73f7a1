import { useQuery } from '@tanstack/react-query';
import type { ADDRESSES, APPOINTMENTS, LEVELS, POSTS, Post } from '../../org/types.ts';
import { api } from '../lib/api.ts';

/** Codes that are stored, with the words that are shown; the same in both languages, as they are the Union's own. */
export interface OrgWords {
  readonly posts: typeof POSTS;
  readonly levels: typeof LEVELS;
  readonly addresses: typeof ADDRESSES;
  readonly appointments: typeof APPOINTMENTS;
}

/** Posts, levels of units, forms of address and kinds of appointment; asked once in a session. */
export const useOrgWords = () =>
  useQuery({
    queryKey: ['org_words'],
    queryFn: () => api.get<OrgWords>('/units/words'),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A post's label by its code; the code itself while the words are on their way. */
export const usePostLabel = (): ((post: Post) => string) => {
  const { data } = useOrgWords();
  return (post) => data?.posts[post].label ?? post;
};

/** Posts to choose from, in their order of rank. */
export const usePostOptions = (): { value: Post; label: string }[] => {
  const { data } = useOrgWords();
  return Object.entries(data?.posts ?? {}).map(([code, { label }]) => ({ value: code as Post, label }));
};
