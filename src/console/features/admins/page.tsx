import { Button, Modal } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { AdminRow } from '../../../web/admins.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useUnitName } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { formatShort } from '../../lib/time.ts';
import { AddForm } from './add-form.tsx';
import { useAdmins } from './api.ts';
import { ChangeForm } from './change-form.tsx';
import { text } from './text.ts';

/** What the dialogue is about: nobody, somebody new, or somebody in the list. */
type Open =
  | { readonly type: 'closed' }
  | { readonly type: 'add' }
  | { readonly type: 'change'; readonly row: AdminRow };

const AdminsPage = () => {
  const t = useText(text);
  const { admin } = useSession();
  const unitName = useUnitName();
  const admins = useAdmins();
  const [open, setOpen] = useState<Open>({ type: 'closed' });
  const close = () => setOpen({ type: 'closed' });
  const columns: Column<AdminRow>[] = [
    {
      key: 'name',
      header: t.name,
      phone: 'title',
      render: (row) => (row.id === admin.id ? `${row.name} (${t.you})` : row.name),
    },
    { key: 'userName', header: t.userName, render: (row) => row.userName },
    { key: 'role', header: t.role, render: (row) => t[row.role] },
    { key: 'unit', header: t.unit, render: (row) => unitName(row.unitPath) },
    {
      key: 'lastSignIn',
      header: t.lastSignIn,
      render: (row) => (row.lastSignInAt ? formatShort(row.lastSignInAt) : t.never),
    },
    {
      key: 'state',
      header: t.state,
      render: (row) => <Tag tone={row.active ? 'good' : 'off'}>{row.active ? t.on : t.off}</Tag>,
    },
  ];
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setOpen({ type: 'add' })}>
            {t.add}
          </Button>
        }
      />
      <DataTable
        caption={t.title}
        columns={columns}
        rows={admins.data?.rows}
        rowKey={(row) => row.id}
        error={admins.error}
        onRetry={() => void admins.refetch()}
        onRow={(row) => setOpen({ type: 'change', row })}
      />
      <Modal opened={open.type !== 'closed'} onClose={close} title={open.type === 'add' ? t.add : t.change}>
        {open.type === 'add' ? <AddForm onDone={close} /> : null}
        {open.type === 'change' ? <ChangeForm key={open.row.id} row={open.row} onDone={close} /> : null}
      </Modal>
    </>
  );
};

export default AdminsPage;
