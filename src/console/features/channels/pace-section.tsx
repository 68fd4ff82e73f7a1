import { Alert, Button, Group, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { AccountView, KindView, PaceEdit } from '../../../accounts/types.ts';
import type { Pace } from '../../../channels/kind.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { useEdit } from './api.ts';
import { text } from './connect-text.ts';
import { isHastier, KIND_PACE, type PaceForm, paceEdit, paceForm } from './pace.ts';
import { Section } from './section.tsx';

const NAMES = ['gap', 'jitter', 'perHour', 'perDay', 'warmUpDays'] as const;
/** The server's names, to mark the field that it refuses. */
const PLACES: Readonly<Record<keyof PaceForm, string>> = {
  gap: 'minGapMs',
  jitter: 'jitterMs',
  perHour: 'perHour',
  perDay: 'perDay',
  warmUpDays: 'warmUpDays',
};

/** A pace as one reads it: "Mỗi tin cách nhau 20–30 giây, nhiều nhất 60 tin một giờ." */
const usePaceWords = () => {
  const t = useText(text);
  return ({ minGapMs, jitterMs, perHour, perDay }: Pace): string =>
    `${[
      minGapMs + jitterMs === 0
        ? t.paceNoGap
        : t.paceGap(String(minGapMs / 1000), String((minGapMs + jitterMs) / 1000)),
      ...(perHour === undefined ? [] : [t.pacePerHour(perHour)]),
      ...(perDay === undefined ? [] : [t.pacePerDay(perDay)]),
    ].join(', ')}.`;
};

/** How fast an account may send: the kind's own numbers, or others. */
export const PaceSection = ({ account, kind }: { account: AccountView; kind: KindView }) => {
  const t = useText(text);
  const edit = useEdit(account.id);
  const inWords = usePaceWords();
  const [form, setForm] = useState(paceForm(account.pace));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const own = paceForm(kind.pace);
  const save = (pace: PaceEdit) =>
    edit.mutate(
      { pace },
      {
        onSuccess: (changed) => {
          setForm(paceForm(changed.pace));
          setErrors({});
          notifyDone();
        },
        onError: (error) =>
          setErrors(
            fieldErrors(
              error,
              NAMES.map((name) => `pace.${PLACES[name]}`),
            ) ?? {},
          ),
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(paceEdit(form, kind.pace));
  };
  return (
    <Section title={t.paceNow} about={inWords(account.pace)}>
      {isHastier(account.pace, kind.pace) ? (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />}>
          {t.paceRisk}
        </Alert>
      ) : null}
      <form onSubmit={submit} noValidate>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }} maw={640}>
            {NAMES.map((name) => (
              <NumberInput
                key={name}
                label={t[name]}
                description={t.paceDefault(own[name] === '' ? t.noLimit : String(own[name]))}
                min={0}
                decimalScale={name === 'gap' || name === 'jitter' ? 1 : 0}
                hideControls
                value={form[name]}
                error={errors[`pace.${PLACES[name]}`]}
                onChange={(value) => setForm((before) => ({ ...before, [name]: value === '' ? '' : Number(value) }))}
              />
            ))}
          </SimpleGrid>
          <ErrorMessage error={Object.keys(errors).length > 0 ? null : edit.error} />
          <Group gap="sm">
            <Button type="submit" loading={edit.isPending}>
              {t.save}
            </Button>
            <Button variant="default" disabled={edit.isPending} onClick={() => save(KIND_PACE)}>
              {t.paceReset}
            </Button>
          </Group>
          <Text c="dimmed">{t.paceRisk}</Text>
        </Stack>
      </form>
    </Section>
  );
};
