import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AccountView, PlatformGroupView } from '../../../accounts/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { Tag } from '../../components/tag.tsx';
import { useUnitLabel } from '../../components/unit-label.ts';
import { useText } from '../../lib/i18n.ts';
import { useJoin, usePlatformGroups, useRegistered } from './api.ts';
import { text } from './connect-text.ts';
import { RegisterForm } from './register-group.tsx';
import { Section } from './section.tsx';

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
        const group = registered.data?.find(({ thread }) => thread === row.thread);
        const main = registered.data?.find(({ spare }) => spare === row.thread);
        if (group) return unitLabel(group.unit);
        return main ? t.spareOfGroup(main.name) : <Tag tone="plain">{t.notRegistered}</Tag>;
      },
    },
    {
      key: 'register',
      header: '',
      align: 'right',
      phone: 'plain',
      render: (row) =>
        registered.data?.every(({ thread, spare }) => thread !== row.thread && spare !== row.thread) !== true ? null : (
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
        {open ? (
          <RegisterForm
            key={open.id}
            account={account}
            group={open}
            registered={registered.data ?? []}
            onDone={close}
          />
        ) : null}
      </Modal>
    </Section>
  );
};
