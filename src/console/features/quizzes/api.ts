import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Bank, BankSummary, Topic } from '../../../content/types.ts';
import type { Quiz, QuizInput, Run, RunResults } from '../../../learning/types.ts';
import type { Group } from '../../../org/types.ts';
import { api } from '../../lib/api.ts';
import { useLive } from '../../lib/live.tsx';

/** Runs change live under the server's topic; quizzes change only here. */
const RUN = 'quiz_run';
const QUIZ = 'quiz';

/** A quiz in the list, with whether this administrator may change it. */
export type QuizRow = Quiz & { readonly editable: boolean };

export const useQuizzes = (archived: boolean) =>
  useQuery({ queryKey: [QUIZ, 'list', archived], queryFn: () => api.get<QuizRow[]>('/quizzes', { archived }) });

export const useQuiz = (id: string | undefined) =>
  useQuery({
    queryKey: [QUIZ, 'one', id],
    enabled: id !== undefined,
    queryFn: () => api.get<Quiz>(`/quizzes/${id}`),
  });

/** The newest runs, of one quiz or of all. */
export const useRuns = (quizId?: string) =>
  useQuery({
    queryKey: [RUN, 'list', quizId],
    queryFn: () => api.get<Run[]>('/quiz-runs', { quizId, limit: 200 }),
  });

export const useRun = (id: string) => {
  // Someone who is linked to the roster afterwards is counted then.
  useLive(['progress'], [RUN, 'one', id]);
  return useQuery({ queryKey: [RUN, 'one', id], queryFn: () => api.get<RunResults>(`/quiz-runs/${id}`) });
};

const useChange = <Args, Out>(key: string, run: (args: Args) => Promise<Out>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [key] }) });
};

export const useSaveQuiz = (id: string | undefined) =>
  useChange(QUIZ, (input: QuizInput) =>
    id === undefined ? api.post<Quiz>('/quizzes', input) : api.put<Quiz>(`/quizzes/${id}`, input),
  );

export const useArchive = (id: string) =>
  useChange(QUIZ, (archived: boolean) => api.post<Quiz>(`/quizzes/${id}/archive`, { archived }));

export interface Started {
  readonly started: readonly { readonly runId: string; readonly groupName: string }[];
  readonly skipped: readonly { readonly groupName: string; readonly reason: string }[];
}

/** `request` is made once for each press, so that a repeated request starts nothing twice. Absent groups: all of them. */
export const useStart = (id: string) =>
  useChange(RUN, (wish: { readonly groups?: readonly string[]; readonly request: string }) =>
    api.post<Started>(`/quizzes/${id}/runs`, wish),
  );

export const useFinish = (id: string) => useChange(RUN, () => api.post<RunResults>(`/quiz-runs/${id}/finish`));

export const useTopics = () =>
  useQuery({ queryKey: ['content', 'topics'], queryFn: () => api.get<Topic[]>('/content/topics') });

export const useBanks = () =>
  useQuery({
    queryKey: ['content', 'banks', 'options'],
    queryFn: () => api.get<{ items: BankSummary[] }>('/content/banks', { pageSize: 100 }),
    select: ({ items }) => items,
  });

/** Banks with their questions, for choosing single ones. */
export const useWholeBanks = (ids: readonly string[]) =>
  useQueries({
    queries: ids.map((id) => ({
      queryKey: ['content', 'bank', id],
      queryFn: () => api.get<Bank>(`/content/banks/${id}`),
      staleTime: 5 * 60_000,
    })),
    combine: (results) => results.flatMap(({ data }) => (data ? [data] : [])),
  });

export const useGroups = () =>
  useQuery({
    queryKey: ['groups', 'all'],
    queryFn: () => api.get<{ rows: Group[] }>('/groups'),
    select: ({ rows }) => rows.filter((group) => group.active),
  });
