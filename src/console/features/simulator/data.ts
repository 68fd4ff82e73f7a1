import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OutboundMessage } from '../../../chat/message.ts';
import { api } from '../../lib/api.ts';

/** A bubble as the simulator keeps it, with dates as text. */
export interface Bubble {
  readonly _id: string;
  readonly seq: number;
  readonly from?: string;
  readonly message: OutboundMessage;
  readonly quotes?: string;
  readonly mentionsUs: boolean;
  readonly at: string;
  readonly reactions: readonly { contact: string; emoji: string }[];
  readonly votes: readonly { contact: string; options: string[] }[];
  readonly seenBy: readonly string[];
}

export interface Contact {
  readonly id: string;
  readonly name: string;
}

export interface Thread {
  readonly id: string;
  readonly kind: 'direct' | 'group';
  readonly name: string;
  readonly last?: Bubble;
}

export interface Written {
  readonly text: string;
  readonly choice?: string;
  readonly quotes?: string;
  readonly mention?: boolean;
  readonly imageUrl?: string;
}

const KEY = 'simulator';

export const useContacts = () =>
  useQuery({
    queryKey: [KEY, 'contacts'],
    queryFn: async () => (await api.get<{ contacts: Contact[] }>('/simulator/contacts')).contacts,
  });

export const useThreads = (contact: string | undefined) =>
  useQuery({
    queryKey: [KEY, 'threads', contact],
    enabled: contact !== undefined,
    queryFn: async () =>
      (await api.get<{ threads: Thread[] }>(`/simulator/contacts/${encodeURIComponent(contact ?? '')}/threads`))
        .threads,
  });

export const useMessages = (thread: string) =>
  useQuery({
    queryKey: [KEY, 'messages', thread],
    queryFn: () =>
      api.get<{ messages: Bubble[]; members: Contact[] }>(`/simulator/threads/${encodeURIComponent(thread)}/messages`),
  });

/** One page of what stands before a message. */
export const olderMessages = (thread: string, before: number) =>
  api.get<{ messages: Bubble[] }>(`/simulator/threads/${encodeURIComponent(thread)}/messages`, { before });

/** Runs a change and reads the simulator again. */
const useChange = <Args>(run: (args: Args) => Promise<unknown>) => {
  const client = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }) });
};

export const useWrite = (thread: string, contact: string) =>
  useChange((body: Written) =>
    api.post(`/simulator/threads/${encodeURIComponent(thread)}/messages`, { ...body, contact }),
  );

export const useOpen = (thread: string, contact: string) =>
  useChange(() => api.post(`/simulator/threads/${encodeURIComponent(thread)}/open`, { contact }));

export const useReact = (contact: string) =>
  useChange(({ message, emoji }: { message: string; emoji: string }) =>
    api.post(`/simulator/messages/${message}/react`, { contact, emoji }),
  );

export const useVote = (contact: string) =>
  useChange(({ message, options }: { message: string; options: string[] }) =>
    api.post(`/simulator/messages/${message}/vote`, { contact, options }),
  );

export const useAddContact = () => useChange((name: string) => api.post('/simulator/contacts', { name }));
export const useAddGroup = () =>
  useChange((group: { name: string; members: string[] }) => api.post('/simulator/groups', group));
