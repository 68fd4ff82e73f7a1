import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { common } from '../app/text.ts';
import { useText } from '../lib/i18n.ts';
import { ErrorMessage } from './error-message.tsx';

export interface ConfirmButtonProps extends ButtonProps {
  readonly children: ReactNode;
  /** The question, naming what it is about: "Hủy đợt phát tin “Tập huấn tháng 12”?" */
  readonly question: string;
  /** What will happen, and whether it can be undone. */
  readonly consequence?: ReactNode;
  /** The words on the button that does it. Default: those of the button itself. */
  readonly confirmLabel?: ReactNode;
  /** What to do. While it runs the button waits; when it throws, the failure is shown and the question stays. */
  readonly onConfirm: () => Promise<unknown>;
}

/** A button that asks first, for what cannot be undone. */
export const ConfirmButton = ({
  children,
  question,
  consequence,
  confirmLabel,
  onConfirm,
  ...button
}: ConfirmButtonProps) => {
  const t = useText(common);
  const [opened, { open, close }] = useDisclosure();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      close();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button variant="light" color="red" {...button} onClick={open}>
        {children}
      </Button>
      <Modal opened={opened} onClose={close} title={question} centered>
        <Stack>
          {consequence === undefined ? null : <Text>{consequence}</Text>}
          <ErrorMessage error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close} disabled={busy}>
              {t.cancel}
            </Button>
            <Button color={button.color ?? 'red'} onClick={() => void confirm()} loading={busy}>
              {confirmLabel ?? children}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
};
