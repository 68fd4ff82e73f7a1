import { Alert, Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import { IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { AccountView } from '../../../accounts/types.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatShort } from '../../lib/time.ts';
import { isLocal, pieces } from './addresses.ts';
import classes from './channels.module.css';
import { text } from './connect-text.ts';
import { Section } from './section.tsx';

const Address = ({ address }: { address: string }) => {
  const t = useText(text);
  return (
    <>
      <Code fz="md" className={classes.address ?? ''}>
        {address}
      </Code>{' '}
      <CopyButton
        size="compact-md"
        value={address}
        label={t.copy}
        doneLabel={t.copied}
        aria-label={t.copyThis(address)}
      />
    </>
  );
};

/** One step; an address in it, other than the webhook's own above, can be copied. */
const Step = ({ sentence, known }: { sentence: string; known: string | undefined }) => (
  <>
    {pieces(sentence).map(({ text: words, isAddress }) =>
      !isAddress ? (
        words
      ) : words === known ? (
        <Code key={words} fz="md" className={classes.address ?? ''}>
          {words}
        </Code>
      ) : (
        <Address key={words} address={words} />
      ),
    )}
  </>
);

/** The newest moment at which something came from the platform. */
const newest = ({ testedAt, lastEventAt }: AccountView): string | undefined =>
  [testedAt, lastEventAt]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);

/** Looks on until something arrives from the platform; can be told to wait for the next. */
const Arrival = ({ account }: { account: AccountView }) => {
  const t = useText(text);
  const [before, setBefore] = useState<string>();
  const last = newest(account);
  const arrived = last !== undefined && last !== before;
  return (
    <Group gap="sm" aria-live="polite">
      <Text fw={600}>{t.arrival}:</Text>
      {arrived ? (
        <>
          <Group gap={6}>
            <IconCheck size={20} aria-hidden color="var(--mantine-color-teal-8)" />
            <Text>{t.arrivalDone(formatShort(last))}</Text>
          </Group>
          <Button variant="subtle" size="compact-md" onClick={() => setBefore(last)}>
            {t.arrivalAgain}
          </Button>
        </>
      ) : (
        <Group gap="sm" wrap="nowrap">
          <Loader size="xs" />
          <Text>{t.arrivalWaiting}</Text>
        </Group>
      )}
    </Group>
  );
};

/** What to do, mostly on the platform's own page: the address to copy, the steps, and whether anything came from there. */
export const PlatformSection = ({ account }: { account: AccountView }) => {
  const t = useText(text);
  const { webhookUrl, steps } = account;
  if (webhookUrl === undefined && steps.length === 0) return null;
  return (
    <Section title={t.platform}>
      {webhookUrl === undefined ? null : (
        <Stack gap={4}>
          <Text fw={600}>{t.webhook}</Text>
          <div>
            <Address address={webhookUrl} />
          </div>
        </Stack>
      )}
      {webhookUrl !== undefined && isLocal(webhookUrl) ? (
        <Alert color="orange" variant="light" icon={<IconInfoCircle aria-hidden />}>
          {t.localAddress}
        </Alert>
      ) : null}
      {steps.length === 0 ? null : (
        <ol className={classes.steps}>
          {steps.map((sentence) => (
            <li key={sentence}>
              <Step sentence={sentence} known={webhookUrl} />
            </li>
          ))}
        </ol>
      )}
      <Arrival account={account} />
    </Section>
  );
};
