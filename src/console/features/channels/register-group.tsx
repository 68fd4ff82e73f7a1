import { Button, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AccountView, PlatformGroupView } from '../../../accounts/types.ts';
import type { Group } from '../../../org/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { foldedFilter, UnitPicker } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { unitIdOf } from '../../lib/unit-id.ts';
import { useRegister, useSpare } from './api.ts';
import { text } from './connect-text.ts';

interface Chosen {
  readonly group: PlatformGroupView;
  readonly onDone: () => void;
}

const AsUnit = ({ group, onDone }: Chosen) => {
  const t = useText(text);
  const register = useRegister();
  const [name, setName] = useState(group.name);
  const [unit, setUnit] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(unit === null);
    if (unit === null) return;
    register.mutate(
      { thread: group.thread, name, unit: unitIdOf(unit) },
      {
        onSuccess: (registered) => {
          notifyDone(t.registered(registered.name));
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label={t.groupName} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <UnitPicker
          label={t.groupUnit}
          required
          value={unit}
          onChange={(path) => {
            setUnit(path);
            setMissing(false);
          }}
          error={missing ? t.unitMissing : undefined}
        />
        <ErrorMessage error={register.error} />
        <Button type="submit" loading={register.isPending}>
          {t.register}
        </Button>
      </Stack>
    </form>
  );
};

const AsSpare = ({ group, onDone, others }: Chosen & { others: readonly Group[] }) => {
  const t = useText(text);
  const save = useSpare();
  const [main, setMain] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(main === null);
    if (main === null) return;
    save.mutate(
      { group: main, thread: group.thread },
      {
        onSuccess: (changed) => {
          notifyDone(t.spareSaved(changed.name));
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>{t.asSpareAbout}</Text>
        <Select
          label={t.spareOf}
          required
          searchable
          filter={foldedFilter}
          data={others.map(({ id, name, unit }) => ({ value: id, label: `${name} (${unit.name})` }))}
          value={main}
          onChange={(next) => {
            setMain(next);
            setMissing(false);
          }}
          error={missing ? t.spareMissing : undefined}
        />
        <ErrorMessage error={save.error} />
        <Button type="submit" loading={save.isPending}>
          {t.spareGo}
        </Button>
      </Stack>
    </form>
  );
};

/** What a group of the platform is to us: a unit's group, or the way to one when its own account cannot send. */
export const RegisterForm = ({
  account,
  registered,
  ...chosen
}: Chosen & { account: AccountView; registered: readonly Group[] }) => {
  const t = useText(text);
  const [spare, setSpare] = useState(false);
  const others = registered.filter(({ thread }) => !thread.startsWith(`${account.id}:`));
  return (
    <Stack>
      {others.length > 0 ? (
        <SegmentedControl
          size="md"
          fullWidth
          aria-label={t.registerHow}
          value={spare ? 'spare' : 'unit'}
          onChange={(how) => setSpare(how === 'spare')}
          data={[
            { value: 'unit', label: t.asUnit },
            { value: 'spare', label: t.asSpare },
          ]}
        />
      ) : null}
      {spare ? <AsSpare {...chosen} others={others} /> : <AsUnit {...chosen} />}
    </Stack>
  );
};
