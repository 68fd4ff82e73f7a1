import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { ErrorMessage } from '../../../components/error-message.tsx';
import { Loading } from '../../../components/loading.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { useText } from '../../../lib/i18n.ts';
import { useMay } from '../../../lib/session.ts';
import { formatMoment, formatShort } from '../../../lib/time.ts';
import { type Import, useConfirm, useDiscard, useImport } from './api.ts';
import { Changes } from './changes.tsx';
import { KIND_ORDER, KindTag, StatusTag, writtenIn } from './kind-tag.tsx';
import { Questions } from './questions.tsx';
import { text } from './text.ts';

const BACK = '/people/rosters';

const Actions = ({ roster }: { roster: Import }) => {
  const t = useText(text);
  const confirm = useConfirm(roster.id);
  const discard = useDiscard(roster.id);
  const count = writtenIn(roster);
  if (roster.status === 'applied' || roster.status === 'discarded')
    return (
      <Button component={Link} to={BACK} variant="light">
        {t.another}
      </Button>
    );
  return (
    <>
      <ConfirmButton
        question={t.discardQuestion}
        consequence={t.discardAbout}
        color="gray"
        onConfirm={() => discard.mutateAsync(undefined)}
      >
        {t.discard}
      </ConfirmButton>
      {count > 0 ? (
        <ConfirmButton
          variant="filled"
          color="sen"
          disabled={roster.counts.doubtful > 0}
          question={t.confirmQuestion}
          consequence={t.confirmAbout}
          onConfirm={() => confirm.mutateAsync(undefined)}
        >
          {t.confirm(count)}
        </ConfirmButton>
      ) : null}
    </>
  );
};

/** What the import has come to, before the list of its changes. */
const Outcome = ({ roster }: { roster: Import }) => {
  const t = useText(text);
  if (roster.status === 'discarded') return <Alert color="gray">{t.discardedAbout}</Alert>;
  if (roster.status === 'applied')
    return (
      <Alert color="teal" variant="light" icon={<IconCircleCheck aria-hidden />} title={t.done} role="status">
        <Stack gap="xs" align="flex-start">
          <Text>{t.doneAbout(formatMoment(roster.appliedAt ?? roster.createdAt))}</Text>
          <Button component={Link} to="/people" size="sm">
            {t.toPeople}
          </Button>
        </Stack>
      </Alert>
    );
  if (roster.counts.doubtful > 0) return <Text c="dimmed">{t.answerFirst}</Text>;
  return writtenIn(roster) === 0 ? (
    <Alert variant="light" icon={<IconInfoCircle aria-hidden />}>
      {roster.counts.skipped > 0 ? t.nothingLeft : t.nothing}
    </Alert>
  ) : null;
};

const Whole = ({ roster }: { roster: Import }) => {
  const t = useText(text);
  const edit = useMay('editor');
  const units = [...new Set(roster.newUnits)];
  return (
    <>
      <PageHeader
        title={roster.file}
        about={t.sheet(roster.sheet, formatShort(roster.createdAt))}
        back={{ to: BACK, label: t.imports }}
        actions={edit ? <Actions roster={roster} /> : undefined}
      />
      <Stack gap="lg">
        <Group gap="xs">
          <StatusTag status={roster.status} />
          {KIND_ORDER.filter((kind) => roster.counts[kind] > 0).map((kind) => (
            <KindTag key={kind} kind={kind} count={roster.counts[kind]} />
          ))}
        </Group>
        <Outcome roster={roster} />
        {roster.notes.length > 0 ? (
          <Alert color="gray" variant="light" icon={<IconInfoCircle aria-hidden />} title={t.notes}>
            <List>
              {roster.notes.map((note) => (
                <List.Item key={note}>{note}</List.Item>
              ))}
            </List>
          </Alert>
        ) : null}
        {units.length > 0 ? (
          <Text>
            <b>{roster.status === 'applied' ? t.newUnitsDone(units.length) : t.newUnits(units.length)}:</b>{' '}
            {units.join(', ')}.
          </Text>
        ) : null}
        {edit && roster.status === 'draft' ? <Questions roster={roster} /> : null}
        {roster.changes.length > roster.counts.doubtful ? <Changes roster={roster} /> : null}
      </Stack>
    </>
  );
};

/** One import: its questions, its list of changes, and the two ways it can end. */
export const RosterImportPage = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const roster = useImport(id);
  if (roster.data !== undefined) return <Whole key={id} roster={roster.data} />;
  if (roster.error === null) return <Loading />;
  return (
    <>
      <PageHeader title={t.title} back={{ to: BACK, label: t.imports }} />
      <ErrorMessage error={roster.error} onRetry={() => void roster.refetch()} />
    </>
  );
};
