import { Code, Modal, ScrollArea, Stack, Table, Text } from '@mantine/core';
import type { AuditRow } from '../../../web/audit.ts';
import { useLanguage, useText } from '../../lib/i18n.ts';
import { formatMoment } from '../../lib/time.ts';
import { actionWords } from './actions.ts';
import { text } from './text.ts';

/** Every leaf of a plain object by its path: `quietHours.from`. */
const leaves = (value: unknown, path = ''): Map<string, string> => {
  if (typeof value !== 'object' || value === null) {
    return new Map(value === undefined ? [] : [[path, typeof value === 'string' ? value : JSON.stringify(value)]]);
  }
  const all = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    for (const [name, leaf] of leaves(item, path === '' ? key : `${path}.${key}`)) all.set(name, leaf);
  }
  return all;
};

export interface ChangedField {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The fields that differ; those that stayed the same are left out. */
export const changedFields = (before: unknown, after: unknown): ChangedField[] => {
  const [old, now] = [leaves(before), leaves(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({ field, before: old.get(field), after: now.get(field) }))
    .filter((change) => change.before !== change.after);
};

export const ChangeDetails = ({ row, onClose }: { row: AuditRow | undefined; onClose: () => void }) => {
  const t = useText(text);
  const language = useLanguage();
  const changes = row ? changedFields(row.before, row.after) : [];
  return (
    <Modal opened={row !== undefined} onClose={onClose} title={t.details} size="lg">
      {row === undefined ? null : (
        <Stack>
          <Text>
            {formatMoment(row.at)} · {row.admin.name} · {actionWords(row.action, language)}: {row.target.label}
          </Text>
          {changes.length === 0 ? (
            <Text c="dimmed">{t.noDetails}</Text>
          ) : (
            <ScrollArea>
              <Table aria-label={t.details}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t.field}</Table.Th>
                    <Table.Th>{t.before}</Table.Th>
                    <Table.Th>{t.after}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {changes.map((change) => (
                    <Table.Tr key={change.field}>
                      <Table.Td>
                        <Code fz="md">{change.field}</Code>
                      </Table.Td>
                      <Table.Td>{change.before ?? '—'}</Table.Td>
                      <Table.Td>{change.after ?? '—'}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollArea>
          )}
        </Stack>
      )}
    </Modal>
  );
};
