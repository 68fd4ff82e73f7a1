import { Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PersonRecord } from '../../../../org/types.ts';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { notifyDone } from '../../../components/notify.ts';
import { useText } from '../../../lib/i18n.ts';
import { formatShort } from '../../../lib/time.ts';
import { type Merge, type Unlink, useHistory, useUndoMerge, useUndoUnlink } from './api.ts';
import { text } from './text.ts';

const Entry = ({ line, entry, action }: { line: string; entry: Merge | Unlink; action: ReactNode }) => {
  const t = useText(text);
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text fw={600}>{line}</Text>
        <Text c="dimmed">{t.doneBy(entry.by, formatShort(entry.at))}</Text>
        {entry.undone === undefined ? null : (
          <Text c="dimmed">{t.undone(entry.undone.by, formatShort(entry.undone.at))}</Text>
        )}
      </div>
      {action}
    </Group>
  );
};

/** What was merged into her and taken from her, each with its way back. Nothing where nothing was. */
export const History = ({ person, edit }: { person: PersonRecord; edit: boolean }) => {
  const t = useText(text);
  const history = useHistory(person.id);
  const undoMerge = useUndoMerge();
  const undoUnlink = useUndoUnlink();
  const { merges = [], unlinks = [] } = history.data ?? {};
  if (merges.length + unlinks.length === 0) return null;
  const done = async (change: Promise<unknown>) => {
    await change;
    notifyDone(t.undoneDone);
  };
  return (
    <>
      <Title order={2}>{t.history}</Title>
      <Card withBorder padding="md">
        <Stack gap="md">
          {merges.map((merge) => (
            <Entry
              key={merge.id}
              line={t.mergeLine(merge.drop.name, merge.keep.name)}
              entry={merge}
              action={
                edit && merge.undoable ? (
                  <ConfirmButton
                    size="sm"
                    style={{ flexShrink: 0 }}
                    color="sen"
                    question={t.undoMergeQuestion}
                    consequence={t.undoMergeAbout}
                    onConfirm={() => done(undoMerge.mutateAsync(merge.id))}
                  >
                    {t.undo}
                  </ConfirmButton>
                ) : null
              }
            />
          ))}
          {unlinks.map((unlink) => (
            <Entry
              key={unlink.id}
              line={t.unlinkLine(t.account(t.channel(unlink.channel), unlink.name))}
              entry={unlink}
              action={
                edit && unlink.undone === undefined ? (
                  <ConfirmButton
                    size="sm"
                    style={{ flexShrink: 0 }}
                    color="sen"
                    question={t.undoUnlinkQuestion(person.name)}
                    onConfirm={() => done(undoUnlink.mutateAsync(unlink.id))}
                  >
                    {t.undo}
                  </ConfirmButton>
                ) : null
              }
            />
          ))}
        </Stack>
      </Card>
    </>
  );
};
