import { Button, Card, Group, Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { HeldPost, PersonRecord } from '../../../org/types.ts';
import { common } from '../../app/text.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { useOrgWords, usePostLabel } from '../../components/org-words.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useUnitLabel } from '../../components/unit-label.ts';
import { showDay } from '../../lib/day.ts';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { toWall } from '../../lib/time.ts';
import { useForget, usePerson } from './api.ts';
import { EditPerson } from './edit-person.tsx';
import { Accounts } from './merge/accounts.tsx';
import { History } from './merge/history.tsx';
import { MergeButton } from './merge/merge-button.tsx';
import { LinkRequests } from './merge/requests.tsx';
import { showPhone } from './phone.ts';
import { AddPost, EditPost, EndPost } from './post-forms.tsx';
import { text } from './text.ts';

/** What the dialogue is about. */
type Open =
  | { readonly type: 'closed' }
  | { readonly type: 'person' }
  | { readonly type: 'add_post' }
  | { readonly type: 'edit_post' | 'end_post'; readonly held: HeldPost };

const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <Text c="dimmed">{label}</Text>
    <Text component="div">{children}</Text>
  </div>
);

const PostCard = ({ held, onOpen }: { held: HeldPost; onOpen?: (type: 'edit_post' | 'end_post') => void }) => {
  const t = useText(text);
  const c = useText(common);
  const postLabel = usePostLabel();
  const unitLabel = useUnitLabel();
  const words = useOrgWords();
  const today = toWall(new Date().toISOString()).slice(0, 10);
  const state = held.to !== undefined && held.to < today ? 'ended' : held.from > today ? 'future' : 'held';
  const more = [
    held.how === undefined ? undefined : words.data?.appointments[held.how],
    held.decision === undefined ? undefined : `${t.decision}: ${held.decision}`,
  ].filter((part) => part !== undefined);
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ minWidth: 0, flex: '1 1 220px' }}>
          <Text fw={650}>{postLabel(held.post)}</Text>
          <Text>{unitLabel(held.unit)}</Text>
          <Text c="dimmed">{t.span(showDay(held.from), held.to && showDay(held.to))}</Text>
          {more.length > 0 ? <Text c="dimmed">{more.join(' · ')}</Text> : null}
        </div>
        <Tag tone={state === 'held' ? 'good' : state === 'future' ? 'info' : 'off'}>{t[state]}</Tag>
      </Group>
      {onOpen === undefined ? null : (
        <Group gap="xs" mt="xs">
          {state === 'ended' || held.to !== undefined ? null : (
            <Button size="sm" variant="light" onClick={() => onOpen('end_post')}>
              {t.endPost}
            </Button>
          )}
          <Button size="sm" variant="default" onClick={() => onOpen('edit_post')}>
            {c.edit}
          </Button>
        </Group>
      )}
    </Card>
  );
};

const Whole = ({ person }: { person: PersonRecord }) => {
  const t = useText(text);
  const edit = useMay('editor');
  const postLabel = usePostLabel();
  const navigate = useNavigate();
  const forget = useForget(person.id);
  const [open, setOpen] = useState<Open>({ type: 'closed' });
  const close = () => setOpen({ type: 'closed' });
  const title = {
    closed: '',
    person: t.edit,
    add_post: t.addPost,
    edit_post: t.editPost,
    end_post: 'held' in open ? t.endPostTitle(postLabel(open.held.post)) : '',
  }[open.type];
  return (
    <>
      <PageHeader
        title={person.name}
        back={{ to: '/people', label: t.back }}
        actions={edit ? <MergeButton person={person} /> : undefined}
      />
      <LinkRequests person={person.id} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack>
          <Group justify="space-between">
            <Title order={2}>{t.posts}</Title>
            {edit ? (
              <Button
                variant="light"
                leftSection={<IconPlus size={20} aria-hidden />}
                onClick={() => setOpen({ type: 'add_post' })}
              >
                {t.addPost}
              </Button>
            ) : null}
          </Group>
          {person.posts.length === 0 ? <Text c="dimmed">{t.noPosts}</Text> : null}
          {person.posts.map((held) => (
            <PostCard
              key={held.id}
              held={held}
              {...(edit ? { onOpen: (type: 'edit_post' | 'end_post') => setOpen({ type, held }) } : {})}
            />
          ))}
        </Stack>
        <Stack>
          <Group justify="space-between">
            <Title order={2}>{t.info}</Title>
            {edit ? (
              <Button
                variant="light"
                leftSection={<IconPencil size={20} aria-hidden />}
                onClick={() => setOpen({ type: 'person' })}
              >
                {t.edit}
              </Button>
            ) : null}
          </Group>
          <Card withBorder padding="md">
            <Stack gap="sm">
              <Line label={t.phone}>{person.phone === undefined ? t.noPhone : showPhone(person.phone)}</Line>
              {edit || person.phone === undefined ? null : <Text c="dimmed">{t.masked}</Text>}
              <Line label={t.address}>{person.address}</Line>
              {person.sample ? (
                <div>
                  <Tag tone="plain">{t.sample}</Tag>
                </div>
              ) : null}
            </Stack>
          </Card>
          <Title order={2}>{t.contacts}</Title>
          <Card withBorder padding="md">
            <Accounts person={person} edit={edit} />
          </Card>
          <History person={person} edit={edit} />
          {edit ? (
            <div>
              <ConfirmButton
                question={t.forgetQuestion(person.name)}
                consequence={t.forgetAbout}
                onConfirm={async () => {
                  await forget.mutateAsync();
                  notifyDone(t.forgotten);
                  void navigate('/people', { replace: true });
                }}
              >
                {t.forget}
              </ConfirmButton>
            </div>
          ) : null}
        </Stack>
      </SimpleGrid>
      <Modal opened={open.type !== 'closed'} onClose={close} title={title}>
        {open.type === 'person' ? <EditPerson person={person} onDone={close} /> : null}
        {open.type === 'add_post' ? <AddPost person={person.id} onDone={close} /> : null}
        {open.type === 'edit_post' ? <EditPost person={person.id} held={open.held} onDone={close} /> : null}
        {open.type === 'end_post' ? <EndPost person={person.id} held={open.held} onDone={close} /> : null}
      </Modal>
    </>
  );
};

/** One officer: her posts with their days, how she is addressed, and the chat accounts that are hers. */
export const Person = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const person = usePerson(id);
  if (person.data !== undefined) return <Whole key={id} person={person.data} />;
  if (person.error === null) return <Loading />;
  return (
    <>
      <PageHeader title={t.title} back={{ to: '/people', label: t.back }} />
      <ErrorMessage error={person.error} onRetry={() => void person.refetch()} />
    </>
  );
};
