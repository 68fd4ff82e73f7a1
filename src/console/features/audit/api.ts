import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { AuditRow } from '../../../web/audit.ts';
import { api, type Query } from '../../lib/api.ts';

/** A page of the log, newest first. */
export const useAudit = (query: Query) =>
  useQuery({
    queryKey: ['audit', query],
    queryFn: () => api.get<{ rows: AuditRow[]; total: number }>('/audit', query),
    placeholderData: keepPreviousData,
  });
