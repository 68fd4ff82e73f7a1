import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  Bank,
  BankInput,
  BankSummary,
  Found,
  LoadReport,
  Material,
  MaterialInput,
  MaterialSummary,
  Origin,
  Page,
  Problem,
  Topic,
} from '../../../content/types.ts';
import { api } from '../../lib/api.ts';

const KEY = 'content';
export const PAGE_SIZE = 20;

export interface ListChoice {
  readonly topic: string | undefined;
  readonly origin: Origin | undefined;
  readonly page: number;
}

export const useTopics = () =>
  useQuery({
    queryKey: [KEY, 'topics'],
    queryFn: () => api.get<Topic[]>('/content/topics'),
    staleTime: 5 * 60_000,
  });

/** A topic's title by its id; the id itself while the titles are on their way, or when there is no such topic any more. */
export const useTopicTitle = (): ((id: string) => string) => {
  const { data } = useTopics();
  return (id) => data?.find((topic) => topic.id === id)?.title ?? id;
};

export const useTopicOptions = () => (useTopics().data ?? []).map(({ id, title }) => ({ value: id, label: title }));

const listQuery = ({ topic, origin, page }: ListChoice) => ({ topic, origin, page, pageSize: PAGE_SIZE });

export const useMaterials = (choice: ListChoice, enabled: boolean) =>
  useQuery({
    queryKey: [KEY, 'materials', choice],
    enabled,
    queryFn: () => api.get<Page<MaterialSummary>>('/content/materials', listQuery(choice)),
    placeholderData: keepPreviousData,
  });

/** What the assistant would find for these words, with and without diacritics. */
export const useSearch = (words: string, topic: string | undefined, page: number) =>
  useQuery({
    queryKey: [KEY, 'search', words, topic, page],
    enabled: words !== '',
    queryFn: () =>
      api.get<Page<Found>>('/content/search', { q: words, topic, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE }),
    placeholderData: keepPreviousData,
  });

export interface OpenMaterial {
  readonly material: Material;
  readonly firstMessage: string;
  readonly fullText: string;
}

export const useMaterial = (id: string | undefined) =>
  useQuery({
    queryKey: [KEY, 'material', id],
    enabled: id !== undefined,
    queryFn: () => api.get<OpenMaterial>(`/content/materials/${encodeURIComponent(id ?? '')}`),
  });

export const useBanks = (choice: ListChoice) =>
  useQuery({
    queryKey: [KEY, 'banks', choice],
    queryFn: () => api.get<Page<BankSummary>>('/content/banks', listQuery(choice)),
    placeholderData: keepPreviousData,
  });

export const useBank = (id: string | undefined) =>
  useQuery({
    queryKey: [KEY, 'bank', id],
    enabled: id !== undefined,
    queryFn: () => api.get<Bank>(`/content/banks/${encodeURIComponent(id ?? '')}`),
  });

export const useProblems = (enabled: boolean) =>
  useQuery({ queryKey: [KEY, 'problems'], enabled, queryFn: () => api.get<Problem[]>('/content/problems') });

const useChange = <Args, Out>(run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

/** What was removed is not asked for again, as its page is still open for a moment. */
const useRemove = (path: string, kind: string, id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(`${path}/${encodeURIComponent(id)}`),
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [key, part, one] }) => key === KEY && !(part === kind && one === id),
      }),
  });
};

export const useSaveMaterial = (id: string | undefined) =>
  useChange((input: MaterialInput) =>
    id === undefined
      ? api.post<Material>('/content/materials', input)
      : api.put<Material>(`/content/materials/${encodeURIComponent(id)}`, input),
  );

export const useSaveBank = (id: string | undefined) =>
  useChange((input: BankInput) =>
    id === undefined
      ? api.post<Bank>('/content/banks', input)
      : api.put<Bank>(`/content/banks/${encodeURIComponent(id)}`, input),
  );

export const useRemoveMaterial = (id: string) => useRemove('/content/materials', 'material', id);
export const useRemoveBank = (id: string) => useRemove('/content/banks', 'bank', id);

export const useReload = () => useChange(() => api.post<LoadReport>('/content/reload'));
