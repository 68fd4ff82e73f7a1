import { Box, Center, Select, Text, UnstyledButton } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { foldedFilter } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatHour } from '../../lib/time.ts';
import { AddGroup, AddPerson } from './add-forms.tsx';
import { Avatar } from './avatar.tsx';
import { preview } from './bubble.tsx';
import { Conversation } from './conversation.tsx';
import { type Thread, useContacts, useThreads } from './data.ts';
import classes from './simulator.module.css';
import { text } from './text.ts';

const ThreadRow = ({ thread, active, open }: { thread: Thread; active: boolean; open: () => void }) => {
  const t = useText(text);
  const name = thread.kind === 'group' ? thread.name : t.directName;
  return (
    <UnstyledButton className={classes.row} data-active={active || undefined} onClick={open} aria-current={active}>
      <Avatar name={thread.kind === 'group' ? thread.name : t.assistant} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text fw={600} truncate>
          {name}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {thread.last ? preview(thread.last.message) : ''}
        </Text>
      </div>
      {thread.last ? (
        <Text size="xs" c="dimmed">
          {formatHour(thread.last.at)}
        </Text>
      ) : null}
    </UnstyledButton>
  );
};

/** A phone with Zalo groups and direct chats, for trying everything without an account. */
const SimulatorPage = () => {
  const t = useText(text);
  const [params, setParams] = useSearchParams();
  const contacts = useContacts();
  const contact = params.get('as') ?? contacts.data?.[0]?.id;
  const threads = useThreads(contact);
  const open = threads.data?.find((thread) => thread.id === params.get('thread'));

  const go = (as: string | null, thread?: string) =>
    setParams({ ...(as && { as }), ...(thread && { thread }) }, { replace: true });

  const header = (
    <PageHeader
      title={t.title}
      about={t.about}
      actions={
        <>
          <AddPerson />
          <AddGroup contacts={contacts.data ?? []} />
        </>
      }
    />
  );
  if (contacts.isPending) return <Loading />;
  if (contacts.isError) return <ErrorMessage error={contacts.error} onRetry={() => void contacts.refetch()} />;
  if (contacts.data.length === 0)
    return (
      <>
        {header}
        <EmptyState title={t.noPeople} hint={t.noPeopleAbout} />
      </>
    );
  return (
    <>
      <Box visibleFrom="sm">{header}</Box>
      <div className={classes.phone} data-open={open ? true : undefined}>
        <nav className={classes.list} aria-label={t.threads}>
          <Box p="sm">
            <Select
              label={t.writeAs}
              placeholder={t.choosePerson}
              searchable
              filter={foldedFilter}
              allowDeselect={false}
              data={contacts.data.map(({ id, name }) => ({ value: id, label: name }))}
              value={contact ?? null}
              onChange={(as) => go(as, open?.kind === 'group' ? open.id : undefined)}
            />
          </Box>
          <div className={classes.rows}>
            {threads.data?.map((thread) => (
              <ThreadRow
                key={thread.id}
                thread={thread}
                active={thread.id === open?.id}
                open={() => go(contact ?? null, thread.id)}
              />
            ))}
            {threads.data?.length === 0 ? (
              <Text c="dimmed" p="sm">
                {t.noThreads}
              </Text>
            ) : null}
          </div>
        </nav>
        {open && contact !== undefined ? (
          <Conversation key={`${open.id} ${contact}`} thread={open} contact={contact} back={() => go(contact)} />
        ) : (
          <Center className={classes.conversation} style={{ justifyContent: 'center' }}>
            <Text c="dimmed">{t.chooseThread}</Text>
          </Center>
        )}
      </div>
    </>
  );
};

export default SimulatorPage;
