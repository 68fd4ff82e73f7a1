import { Button, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';

/** "Copied" is shown for this long. */
const SHOWN_MS = 2_000;

/** Browsers give the clipboard to https pages alone; an office opens the console by the machine's address too. */
const copy = async (value: string): Promise<void> => {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(value);
  const area = document.createElement('textarea');
  area.value = value;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
};

export interface CopyButtonProps extends ButtonProps {
  readonly value: string;
  readonly label: string;
  readonly doneLabel: string;
  /** For screen readers, where several such buttons stand on one page. */
  readonly 'aria-label'?: string;
}

/** Puts a text on the clipboard and says so. */
export const CopyButton = ({ value, label, doneLabel, ...button }: CopyButtonProps) => {
  const [done, setDone] = useState(false);
  const press = async () => {
    await copy(value);
    setDone(true);
    setTimeout(() => setDone(false), SHOWN_MS);
  };
  return (
    <Button
      variant={done ? 'filled' : 'light'}
      leftSection={done ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
      {...button}
      onClick={() => void press()}
    >
      {done ? doneLabel : label}
    </Button>
  );
};
