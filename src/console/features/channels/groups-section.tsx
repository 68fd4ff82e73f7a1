import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AccountView, PlatformGroupView } from '../../../accounts/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { Tag } from '../../components/tag.tsx';
import { useUnitLabel } from '../../components/unit-label.ts';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { unitIdOf } from '../../lib/unit-id.ts';
import { useJoin, usePlatformGroups, useRegister, useRegistered } from './api.ts';
import { text } from './connect-text.ts';
import { Section } from './section.tsx';

const RegisterForm = ({ group, onDone }: { group: PlatformGroupView; onDone: () => void }) => {
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

const JoinForm = ({ id }: { id: string }) => {
  const t = useText(text);
  const join = useJoin(id);
  const [link, setLink] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate(link.trim(), {
      onSuccess: ({ waiting }) => {
        notifyDone(waiting ? t.joinWaiting : t.joined);
        setLink('');
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        <Group align="flex-end" gap="sm">
          <TextInput
            flex="1 1 260px"
            maw={480}
            label={t.joinLink}
            placeholder="https://zalo.me/g/…"
            inputMode="url"
            autoCapitalize="none"
            value={link}
            onChange={(event) => setLink(event.currentTarget.value)}
          />
          <Button type="submit" variant="light" loading={join.isPending} disabled={link.trim() === ''}>
            {t.joinGo}
          </Button>
        </Group>
        <ErrorMessage error={join.error} />
      </Stack>
    </form>
  );
};

/** The groups that an account is in, with the unit that each is registered to. */
export const GroupsSection = ({ account }: { account: AccountView }) => {
  const t = useText(text);
  const groups = usePlatformGroups(account.id);
  const registered = useRegistered();
  const unitLabel = useUnitLabel();
  const [open, setOpen] = useState<PlatformGroupView>();
  const close = () => setOpen(undefined);
  const columns: Column<PlatformGroupView>[] = [
    { key: 'name', header: t.group, phone: 'title', render: (row) => row.name },
    { key: 'size', header: t.size, align: 'right', render: (row) => row.size ?? '' },
    {
      key: 'unit',
      header: t.unit,
      render: (row) => {
        const group = registered.data?.get(row.thread);
        return group ? unitLabel(group.unit) : <Tag tone="plain">{t.notRegistered}</Tag>;
      },
    },
    {
      key: 'register',
      header: '',
      align: 'right',
      phone: 'plain',
      render: (row) =>
        registered.data === undefined || registered.data.has(row.thread) ? null : (
          <Button size="compact-md" variant="light" onClick={() => setOpen(row)}>
            {t.register}
          </Button>
        ),
    },
  ];
  return (
    <Section title={t.group} about={t.groupsAbout}>
      {account.can.joinGroup ? <JoinForm id={account.id} /> : null}
      <Group>
        <Button variant="default" loading={groups.isFetching} onClick={() => void groups.refetch()}>
          {t.groupsRead}
        </Button>
      </Group>
      <DataTable
        caption={t.group}
        columns={columns}
        rows={groups.data}
        rowKey={(row) => row.id}
        error={groups.error}
        onRetry={() => void groups.refetch()}
        empty={<EmptyState title={t.groupsEmpty} hint={t.groupsEmptyHint} />}
      />
      <Modal opened={open !== undefined} onClose={close} title={open ? t.registerTitle(open.name) : ''}>
        {open ? <RegisterForm key={open.id} group={open} onDone={close} /> : null}
      </Modal>
    </Section>
  );
};
