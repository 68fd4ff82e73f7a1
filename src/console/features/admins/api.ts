import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AdminChange, AdminRow, NewAdmin } from '../../../web/admins.ts';
import { api } from '../../lib/api.ts';

const KEY = ['admins'] as const;

export const useAdmins = () => useQuery({ queryKey: KEY, queryFn: () => api.get<{ rows: AdminRow[] }>('/admins') });

const useRefresh = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: KEY });
};

export const useAddAdmin = () => {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (input: NewAdmin) => api.post<AdminRow>('/admins', input), onSuccess: refresh });
};

export const useChangeAdmin = (id: string) => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (change: AdminChange) => api.patch<AdminRow>(`/admins/${id}`, change),
    onSuccess: refresh,
  });
};

export const useRemoveAdmin = (id: string) => {
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => api.delete(`/admins/${id}`), onSuccess: refresh });
};
