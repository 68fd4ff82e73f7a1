import { Alert, Button, Modal, MultiSelect, Radio, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { useText } from '../../lib/i18n.ts';
import { newRequestId } from '../../lib/request-id.ts';
import { type Started, useGroups, useStart } from './api.ts';
import { text } from './text.ts';

const Skipped = ({ skipped }: { skipped: Started['skipped'] }) => {
  const t = useText(text);
  return (
    <Alert color="orange" title={t.skipped}>
      {skipped.map(({ groupName, reason }) => (
        <Text key={groupName}>{`${groupName}: ${reason}`}</Text>
      ))}
    </Alert>
  );
};

/** Starts the quiz now, in all groups of the administrator's unit or in chosen ones. */
export const StartButton = ({ quiz }: { quiz: { readonly id: string; readonly title: string } }) => {
  const t = useText(text);
  const [opened, { open, close }] = useDisclosure();
  const [which, setWhich] = useState<'all' | 'chosen'>('chosen');
  const [chosen, setChosen] = useState<string[]>([]);
  const groups = useGroups();
  const start = useStart(quiz.id);
  const count = which === 'all' ? (groups.data?.length ?? 0) : chosen.length;
  const submit = () =>
    start.mutate(
      { ...(which === 'chosen' ? { groups: chosen } : {}), request: newRequestId() },
      {
        onSuccess: ({ started, skipped }) => {
          if (started.length > 0) notifyDone(t.started(String(started.length)));
          if (skipped.length === 0) close();
        },
      },
    );
  return (
    <>
      <Button
        onClick={() => {
          start.reset();
          open();
        }}
      >
        {t.start}
      </Button>
      <Modal opened={opened} onClose={close} title={t.startTitle(quiz.title)} centered>
        <Stack>
          <ErrorMessage error={groups.error} onRetry={() => void groups.refetch()} />
          {groups.data?.length === 0 ? (
            <Text>{t.noGroups}</Text>
          ) : (
            <>
              <Text>{t.startAbout}</Text>
              <Radio.Group
                aria-label={t.groups}
                value={which}
                onChange={(value) => setWhich(value === 'all' ? 'all' : 'chosen')}
              >
                <Stack gap="sm">
                  <Radio size="md" value="chosen" label={t.chosenGroups} />
                  <Radio size="md" value="all" label={t.allGroups(String(groups.data?.length ?? 0))} />
                </Stack>
              </Radio.Group>
              {which === 'chosen' ? (
                <MultiSelect
                  size="md"
                  label={t.groups}
                  searchable
                  data={(groups.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                  value={chosen}
                  onChange={setChosen}
                />
              ) : null}
            </>
          )}
          <ErrorMessage error={start.error} />
          {start.data && start.data.skipped.length > 0 ? <Skipped skipped={start.data.skipped} /> : null}
          <Button onClick={submit} disabled={count === 0} loading={start.isPending}>
            {t.startNow(String(count))}
          </Button>
        </Stack>
      </Modal>
    </>
  );
};
