import { Button, Card, Group, Text } from '@mantine/core';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { useText } from '../../lib/i18n.ts';
import { useSample, useSampleChange } from './api.ts';
import { text } from './text.ts';

export const SampleCard = () => {
  const t = useText(text);
  const sample = useSample();
  const change = useSampleChange();
  if (!sample.data) return null;
  const { loaded } = sample.data;
  return (
    <Card withBorder padding="lg">
      <Text fw={650} fz="lg">
        {t.sample}
      </Text>
      <Group justify="space-between">
        <Text c="dimmed" flex="1 1 280px">
          {loaded ? t.sampleOn : t.sampleOff}
        </Text>
        {loaded ? (
          <ConfirmButton
            question={t.sampleRemoveQuestion}
            consequence={t.sampleRemoveAbout}
            onConfirm={async () => {
              await change.mutateAsync(false);
              notifyDone(t.sampleRemoved);
            }}
          >
            {t.sampleRemove}
          </ConfirmButton>
        ) : (
          <Button
            variant="light"
            loading={change.isPending}
            onClick={() => change.mutate(true, { onSuccess: () => notifyDone(t.sampleLoaded) })}
          >
            {t.sampleLoad}
          </Button>
        )}
      </Group>
      <ErrorMessage error={loaded ? null : change.error} />
    </Card>
  );
};
