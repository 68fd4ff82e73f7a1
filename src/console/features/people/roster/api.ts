import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RosterAnswer, RosterImport } from '../../../../org/roster/types.ts';
import { api } from '../../../lib/api.ts';

/** The server's topic: live updates refetch every query that begins with it. */
const KEY = 'roster';
/** What the server takes in one request. */
const MAX_ANSWERS = 1000;

/** As JSON carries it. */
export type Import = Omit<RosterImport, 'createdAt' | 'appliedAt'> & {
  readonly createdAt: string;
  readonly appliedAt?: string;
};

export const useImports = () =>
  useQuery({ queryKey: [KEY, 'list'], queryFn: () => api.get<{ rows: Import[] }>('/rosters') });

export const useImport = (id: string) =>
  useQuery({ queryKey: [KEY, 'one', id], queryFn: () => api.get<Import>(`/rosters/${id}`) });

/** What the server answers is the import itself, so nothing is asked a second time; a refusal may have changed the list. */
const useStep = <Args>(run: (args: Args) => Promise<Import>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (after) => {
      client.setQueryData([KEY, 'one', after.id], after);
      void client.invalidateQueries({ queryKey: [KEY, 'list'] });
    },
    onError: () => client.invalidateQueries({ queryKey: [KEY] }),
  });
};

export const useUpload = () => useStep((file: File) => api.upload<Import>('/rosters', file, { file: file.name }));

export const useAnswer = (id: string) =>
  useStep(async (answers: readonly RosterAnswer[]) => {
    let after: Import | undefined;
    for (let i = 0; i < answers.length; i += MAX_ANSWERS)
      after = await api.post<Import>(`/rosters/${id}/answers`, { answers: answers.slice(i, i + MAX_ANSWERS) });
    if (after === undefined) throw new Error('useAnswer: no answers');
    return after;
  });

export const useConfirm = (id: string) => useStep(() => api.post<Import>(`/rosters/${id}/confirm`));
export const useDiscard = (id: string) => useStep(() => api.post<Import>(`/rosters/${id}/discard`));

export const downloadTemplate = () => api.download('/rosters/template');
