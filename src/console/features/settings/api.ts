import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { HouseSettings } from '../../../web/settings.ts';
import { ApiFailure, api } from '../../lib/api.ts';
import { SESSION_KEY } from '../../lib/session.ts';

export const useSettings = () =>
  useQuery({ queryKey: ['settings'], queryFn: () => api.get<HouseSettings>('/settings') });

export const useSaveSettings = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: HouseSettings) => api.put<HouseSettings>('/settings', settings),
    onSuccess: async (saved) => {
      client.setQueryData(['settings'], saved);
      // The head of every page shows the house's name, which comes with the session.
      await client.invalidateQueries({ queryKey: SESSION_KEY });
    },
  });
};

/** Whether sample data is loaded; null where this house has none to offer. */
export const useSample = () =>
  useQuery({
    queryKey: ['sample'],
    queryFn: async () => {
      try {
        return await api.get<{ loaded: boolean }>('/sample');
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 404) return null;
        throw error;
      }
    },
  });

/** Loads or removes the sample data; afterwards everything on screen may have changed. */
export const useSampleChange = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (load: boolean) => (load ? api.post('/sample') : api.delete('/sample')),
    onSuccess: () => client.invalidateQueries(),
  });
};
