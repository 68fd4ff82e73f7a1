import { Alert, Button, Card, FileButton, Loader, Stack, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { ErrorMessage } from '../../../components/error-message.tsx';
import { useText } from '../../../lib/i18n.ts';
import { text } from './text.ts';

interface DropZoneProps {
  readonly onFile: (file: File) => void;
  readonly pending: boolean;
  readonly error: unknown;
}

/** Takes one workbook, dropped or chosen. */
export const DropZone = ({ onFile, pending, error }: DropZoneProps) => {
  const t = useText(text);
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState<string>();
  // Browsers say nothing when the same file is chosen again, which is what follows mending it in Excel.
  const reset = useRef<() => void>(null);
  const take = (file: File | null | undefined) => {
    reset.current?.();
    if (!file || pending) return;
    const good = /\.xlsx$/i.test(file.name);
    setWrong(good ? undefined : file.name);
    if (good) onFile(file);
  };
  const drag = (inside: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    <Stack>
      <Card
        withBorder
        padding="xl"
        style={{
          borderStyle: 'dashed',
          borderWidth: 2,
          ...(over ? { borderColor: 'var(--mantine-primary-color-filled)' } : {}),
        }}
        onDragEnter={drag(true)}
        onDragOver={drag(true)}
        onDragLeave={drag(false)}
        onDrop={(event) => {
          drag(false)(event);
          take(event.dataTransfer.files[0]);
        }}
      >
        {pending ? (
          <Stack align="center" gap="sm" role="status">
            <Loader type="dots" />
            <Text>{t.reading}</Text>
          </Stack>
        ) : (
          <Stack align="center" gap="xs" ta="center">
            <IconFileSpreadsheet size={40} stroke={1.5} aria-hidden />
            <Text fw={600} visibleFrom="sm">
              {t.drop}
            </Text>
            <Text c="dimmed" visibleFrom="sm">
              {t.or}
            </Text>
            <FileButton onChange={take} accept=".xlsx" resetRef={reset}>
              {(props) => <Button {...props}>{t.choose}</Button>}
            </FileButton>
            <Text c="dimmed" maw={560} mt="xs">
              {t.columns}
            </Text>
          </Stack>
        )}
      </Card>
      {wrong === undefined ? (
        <ErrorMessage error={pending ? null : error} />
      ) : (
        <Alert color="red" variant="light" role="alert" maw={640}>
          {t.wrongKind(wrong)}
        </Alert>
      )}
    </Stack>
  );
};
