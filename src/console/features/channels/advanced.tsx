import { Accordion } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

/** What few need, folded away until somebody asks; `wrong` opens it, as something in it is to be mended. */
export const Advanced = ({ wrong, children }: { wrong: boolean; children: ReactNode }) => {
  const t = useText(text);
  const [opened, setOpened] = useState<string | null>(null);
  useEffect(() => {
    if (wrong) setOpened('advanced');
  }, [wrong]);
  return (
    <Accordion variant="contained" value={opened} onChange={setOpened}>
      <Accordion.Item value="advanced">
        <Accordion.Control>{t.advanced}</Accordion.Control>
        <Accordion.Panel>{children}</Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
};
