import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Admin } from '../../web/route.ts';
import type { SessionAnswer } from '../../web/session-start.ts';
import { ApiFailure, api, setCsrf } from './api.ts';
import { suggestLanguage } from './i18n.ts';
import { setZone } from './time.ts';

export const SESSION_KEY = ['session'] as const;

/** Who is at this browser. */
export type SessionState =
  | { readonly type: 'signed_in'; readonly session: SessionAnswer }
  | { readonly type: 'signed_out' }
  | { readonly type: 'setup' };

const take = (session: SessionAnswer): SessionState => {
  setCsrf(session.csrf);
  setZone(session.house.zone);
  suggestLanguage(session.house.language);
  return { type: 'signed_in', session };
};

const load = async (): Promise<SessionState> => {
  try {
    return take(await api.get<SessionAnswer>('/session'));
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 'web.setup_needed') return { type: 'setup' };
    if (error instanceof ApiFailure && error.status === 401) return { type: 'signed_out' };
    throw error;
  }
};

/** The session's state; asked once, then kept until something says otherwise. */
export const useSessionState = () =>
  useQuery({ queryKey: SESSION_KEY, queryFn: load, staleTime: Number.POSITIVE_INFINITY, retry: 2 });

/** The signed-in administrator and her unit. Only under the layout, where somebody is signed in. */
export const useSession = (): SessionAnswer => {
  const { data } = useSessionState();
  if (data?.type !== 'signed_in') throw new Error('useSession() outside the signed-in part of the console');
  return data.session;
};

const RANK: Record<Admin['role'], number> = { viewer: 0, editor: 1, owner: 2 };

/** Whether she may do what asks for a role: hide buttons by it; the server decides. */
export const useMay = (least: Admin['role']): boolean => RANK[useSession().admin.role] >= RANK[least];

/** What follows signing in and out: everything that another administrator saw is forgotten. */
export const useSessionChange = () => {
  const client = useQueryClient();
  const become = (state: SessionState) => {
    client.setQueryData(SESSION_KEY, state);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
  };
  return {
    signedIn: (answer: SessionAnswer) => become(take(answer)),
    signedOut() {
      setCsrf('');
      become({ type: 'signed_out' });
    },
  };
};
