import { Button, Code, Modal, ScrollArea } from '@mantine/core';
import { useState } from 'react';
import type { AccountNoteView, AccountView } from '../../../accounts/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatShort } from '../../lib/time.ts';
import { useNotes } from './api.ts';
import { text } from './connect-text.ts';
import { Section } from './section.tsx';

/** Kept bodies are JSON, cut where they are long: whole ones are laid out, others shown as they are. */
const laidOut = (body: unknown): string => {
  const words = typeof body === 'string' ? body : JSON.stringify(body);
  try {
    return JSON.stringify(JSON.parse(words), null, 2);
  } catch {
    return words;
  }
};

/** For operators: events of the last day that no code knows what to do with. */
export const NotesSection = ({ account }: { account: AccountView }) => {
  const t = useText(text);
  const notes = useNotes(account.id);
  const [open, setOpen] = useState<AccountNoteView>();
  const columns: Column<AccountNoteView>[] = [
    { key: 'name', header: t.notesName, phone: 'title', render: (row) => row.name },
    { key: 'count', header: t.notesCount, align: 'right', render: (row) => row.count },
    { key: 'at', header: t.notesAt, render: (row) => formatShort(row.at) },
    {
      key: 'body',
      header: t.notesBody,
      phone: 'plain',
      render: (row) => (
        <Button size="compact-md" variant="default" onClick={() => setOpen(row)}>
          {t.notesShow}
        </Button>
      ),
    },
  ];
  return (
    <Section title={t.notesTitle} about={t.notesAbout}>
      <DataTable
        caption={t.notesName}
        columns={columns}
        rows={notes.data}
        rowKey={(row) => `${row.name} ${row.at}`}
        error={notes.error}
        onRetry={() => void notes.refetch()}
        empty={<EmptyState title={t.notesEmpty} />}
      />
      <Modal opened={open !== undefined} onClose={() => setOpen(undefined)} title={open?.name ?? ''} size="lg">
        {open ? (
          <ScrollArea>
            <Code block fz="md">
              {laidOut(open.body)}
            </Code>
          </ScrollArea>
        ) : null}
      </Modal>
    </Section>
  );
};
