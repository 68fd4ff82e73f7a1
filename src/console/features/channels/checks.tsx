import { Alert, Button, Divider, Group, List, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { AccountView } from '../../../accounts/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useText } from '../../lib/i18n.ts';
import { useProcedure, useTest } from './api.ts';
import { text } from './connect-text.ts';
import { Section } from './section.tsx';

const Procedure = ({
  id,
  procedure: { name, label, about },
}: {
  id: string;
  procedure: AccountView['procedures'][number];
}) => {
  const run = useProcedure(id);
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <Button variant="light" loading={run.isPending} onClick={() => run.mutate(name)}>
          {label}
        </Button>
        <Text flex="1 1 240px">{about}</Text>
      </Group>
      {run.data ? (
        <Alert color="teal" variant="light" icon={<IconCheck aria-hidden />}>
          {run.data.sentence}
        </Alert>
      ) : null}
      <ErrorMessage error={run.error} />
    </Stack>
  );
};

/** Asks the platform whether the account works, and what can be done there by a button. */
export const ChecksSection = ({ account }: { account: AccountView }) => {
  const t = useText(text);
  const { id, procedures } = account;
  const test = useTest(id);
  return (
    <Section title={t.check} about={t.checkAbout}>
      <Group gap="sm">
        <Button variant="light" loading={test.isPending} onClick={() => test.mutate(undefined)}>
          {t.checkGo}
        </Button>
      </Group>
      {test.data ? (
        <Alert color="teal" variant="light" icon={<IconCheck aria-hidden />} title={t.checkGood(test.data.name)}>
          <List>
            {test.data.facts.map((fact) => (
              <List.Item key={fact}>{fact}</List.Item>
            ))}
          </List>
        </Alert>
      ) : null}
      <ErrorMessage error={test.error} />
      {procedures.length > 0 ? <Divider /> : null}
      {procedures.map((procedure) => (
        <Procedure key={procedure.name} id={id} procedure={procedure} />
      ))}
    </Section>
  );
};
