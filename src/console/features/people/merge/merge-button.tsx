import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowMerge } from '@tabler/icons-react';
import { useState } from 'react';
import type { PersonRecord } from '../../../../org/types.ts';
import { useText } from '../../../lib/i18n.ts';
import { Pick } from './pick.tsx';
import { PreviewMerge } from './preview.tsx';
import { text } from './text.ts';

/** Merges another record into this one: choose it, see what comes over, do it. */
export const MergeButton = ({ person }: { person: PersonRecord }) => {
  const t = useText(text);
  const [opened, { open, close }] = useDisclosure();
  const [drop, setDrop] = useState<string>();
  const begin = () => {
    setDrop(undefined);
    open();
  };
  return (
    <>
      <Button variant="light" leftSection={<IconArrowMerge size={20} aria-hidden />} onClick={begin}>
        {t.merge}
      </Button>
      <Modal opened={opened} onClose={close} title={t.mergeTitle(person.name)} size="lg">
        {drop === undefined ? (
          <Pick person={person} onPick={setDrop} />
        ) : (
          <PreviewMerge keep={person.id} drop={drop} onBack={() => setDrop(undefined)} onDone={close} />
        )}
      </Modal>
    </>
  );
};
