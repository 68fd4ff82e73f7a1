import '@mantine/dates/styles.css';
import 'dayjs/locale/vi';
import { Button, Modal, Stack, Text } from '@mantine/core';
import { DateInput, DatesProvider } from '@mantine/dates';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { parseDay } from '../../lib/day.ts';
import { useLanguage, useText } from '../../lib/i18n.ts';
import { toWall } from '../../lib/time.ts';
import { useFreeze } from './api.ts';
import { text } from './text.ts';

/** `30/06/2026` for a local day `2026-06-30`. */
export const dayWords = (day: string): string => day.split('-').reverse().join('/');

/** Keeps the denominators of a reporting date. */
export const FreezeButton = ({ unitPath, onFrozen }: { unitPath: string; onFrozen: (day: string) => void }) => {
  const t = useText(text);
  const language = useLanguage();
  const today = toWall(new Date().toISOString()).slice(0, 10);
  const [opened, { open, close }] = useDisclosure();
  const [day, setDay] = useState<string | null>(today);
  const freeze = useFreeze(unitPath);
  const submit = () =>
    day !== null &&
    freeze.mutate(day, {
      onSuccess: () => {
        notifyDone(t.frozen(dayWords(day)));
        close();
        onFrozen(day);
      },
    });
  return (
    <>
      <Button variant="default" onClick={open}>
        {t.freeze}
      </Button>
      <Modal opened={opened} onClose={close} title={t.freezeTitle} centered>
        <Stack>
          <Text>{t.freezeAbout}</Text>
          <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
            <DateInput
              size="md"
              label={t.freezeDay}
              valueFormat="DD/MM/YYYY"
              dateParser={parseDay}
              maxDate={today}
              value={day}
              onChange={setDay}
              leftSection={<IconCalendar size={20} aria-hidden />}
            />
          </DatesProvider>
          <ErrorMessage error={freeze.error} />
          <Button onClick={submit} disabled={day === null} loading={freeze.isPending}>
            {t.freeze}
          </Button>
        </Stack>
      </Modal>
    </>
  );
};
