import { Button, Modal, Group as Row, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { Group } from '../../../org/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useUnitLabel } from '../../components/unit-label.ts';
import { fold } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { useGroups } from './api.ts';
import { ChangeForm } from './change-form.tsx';
import { RegisterForm } from './register-form.tsx';
import { text } from './text.ts';

const PAGE_SIZE = 50;

type Shown = 'all' | 'on' | 'off';
/** What the dialogue is about. */
type Open = { readonly type: 'closed' } | { readonly type: 'add' } | { readonly type: 'change'; readonly group: Group };

const GroupsPage = () => {
  const t = useText(text);
  const edit = useMay('editor');
  const groups = useGroups();
  const unitLabel = useUnitLabel();
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<Open>({ type: 'closed' });
  const close = () => setOpen({ type: 'closed' });

  const all = groups.data?.rows;
  const wanted = fold(search);
  const found = all?.filter(
    (group) =>
      (shown === 'all' || group.active === (shown === 'on')) &&
      fold(`${group.name} ${unitLabel(group.unit)}`).includes(wanted),
  );
  const channelOf = (thread: string) => {
    const account = thread.split(':')[0] ?? '';
    return account === 'simulator' ? t.simulator : account;
  };
  const columns: Column<Group>[] = [
    { key: 'name', header: t.name, phone: 'title', render: (row) => row.name },
    { key: 'unit', header: t.unit, render: (row) => unitLabel(row.unit) },
    { key: 'channel', header: t.channel, render: (row) => channelOf(row.thread) },
    {
      key: 'state',
      header: t.state,
      render: (row) => <Tag tone={row.active ? 'good' : 'off'}>{row.active ? t.on : t.off}</Tag>,
    },
  ];
  const add = edit ? (
    <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setOpen({ type: 'add' })}>
      {t.add}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader title={t.title} about={t.about} actions={add} />
      <Row mb="md" align="flex-end">
        <TextInput
          flex="1 1 260px"
          maw={420}
          label={t.search}
          placeholder={t.searchHint}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setPage(1);
          }}
        />
        <SegmentedControl
          size="md"
          aria-label={t.state}
          value={shown}
          onChange={(value) => {
            setShown(value as Shown);
            setPage(1);
          }}
          data={[
            { value: 'all', label: t.filterAll },
            { value: 'on', label: t.filterOn },
            { value: 'off', label: t.filterOff },
          ]}
        />
      </Row>
      <DataTable
        caption={t.title}
        columns={columns}
        rows={found?.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)}
        total={found?.length ?? 0}
        page={page}
        pageSize={PAGE_SIZE}
        onPage={setPage}
        rowKey={(row) => row.id}
        error={groups.error}
        onRetry={() => void groups.refetch()}
        {...(edit ? { onRow: (group: Group) => setOpen({ type: 'change', group }) } : {})}
        empty={
          all?.length === 0 ? (
            <EmptyState title={t.empty} hint={t.emptyHint} action={add} />
          ) : (
            <EmptyState title={t.noMatch} hint={t.noMatchHint} />
          )
        }
      />
      <Modal opened={open.type !== 'closed'} onClose={close} title={open.type === 'add' ? t.add : t.change}>
        {open.type === 'add' ? <RegisterForm groups={all ?? []} onDone={close} /> : null}
        {open.type === 'change' ? <ChangeForm key={open.group.id} group={open.group} onDone={close} /> : null}
      </Modal>
    </>
  );
};

export default GroupsPage;
