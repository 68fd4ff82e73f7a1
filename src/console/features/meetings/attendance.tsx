import { Alert, Button, Card, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { Meeting } from '../../../meetings/types.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { usePostLabel } from '../../components/org-words.ts';
import { Tag } from '../../components/tag.tsx';
import { fold } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { type Attendance, useAnswers, useAttendance, useMarkAttendance } from './api.ts';
import { begun } from './state-tag.tsx';
import { text } from './text.ts';

/** People shown at once; the rest are found by their names. */
const SHOWN = 100;

type Person = Attendance['people'][number];

const Marks = ({ meeting, attendance }: { meeting: Meeting; attendance: Attendance }) => {
  const t = useText(text);
  const postLabel = usePostLabel();
  const edit = useMay('editor');
  const answers = useAnswers(meeting.id);
  const mark = useMarkAttendance(meeting.id);
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState(SHOWN);
  // Undefined while nobody touched the list: then it shows what the server knows, also when that changes.
  const [edited, setEdited] = useState<ReadonlySet<string>>();
  const saved = new Set(attendance.people.filter((person) => person.present).map(({ person }) => person));
  const present = edited ?? saved;
  const toggle = (person: string, on: boolean) => {
    const next = new Set(present);
    if (on) next.add(person);
    else next.delete(person);
    setEdited(next);
  };
  const wanted = fold(search);
  const found = attendance.people.filter(({ name, unit }) => fold(`${name} ${unit}`).includes(wanted));
  const invited = new Set(attendance.people.map(({ person }) => person));
  const saidYes = (answers.data?.yes ?? []).flatMap(({ person }) =>
    person !== undefined && invited.has(person) ? [person] : [],
  );
  const save = () =>
    mark.mutate([...present], {
      onSuccess: () => {
        setEdited(undefined);
        notifyDone(t.attendanceSaved);
      },
    });
  const about = ({ unit, posts }: Person) => [...new Set([...posts.map(postLabel), unit])].join(', ');
  return (
    <Stack>
      <Group justify="space-between">
        <Text fw={650} fz="lg" aria-live="polite">
          {t.presentCount(String(present.size), String(attendance.people.length))}
        </Text>
        {edited === undefined ? null : <Tag tone="doubt">{t.unsaved}</Tag>}
      </Group>
      {meeting.countsToTarget ? <Text c="dimmed">{t.willCount}</Text> : null}
      {edit ? (
        <Group gap="sm">
          <Button variant="light" disabled={saidYes.length === 0} onClick={() => setEdited(new Set(saidYes))}>
            {t.takeYes}
          </Button>
          <Button variant="default" onClick={() => setEdited(invited)}>
            {t.takeAll}
          </Button>
          <Button variant="default" onClick={() => setEdited(new Set())}>
            {t.takeNone}
          </Button>
        </Group>
      ) : null}
      <TextInput
        aria-label={t.searchPeople}
        placeholder={t.searchPeople}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Card withBorder>
        <Stack gap="sm">
          {found.slice(0, shown).map((person) => (
            <Checkbox
              key={person.person}
              size="md"
              label={person.name}
              description={about(person)}
              checked={present.has(person.person)}
              disabled={!edit}
              onChange={(event) => toggle(person.person, event.currentTarget.checked)}
            />
          ))}
          {found.length > shown ? (
            <Button variant="subtle" onClick={() => setShown(shown + 4 * SHOWN)}>
              {t.more(String(Math.min(4 * SHOWN, found.length - shown)))}
            </Button>
          ) : null}
        </Stack>
      </Card>
      <ErrorMessage error={mark.error} />
      {edit ? (
        <Button
          style={{ alignSelf: 'flex-start', position: 'sticky', bottom: 12, zIndex: 1 }}
          disabled={edited === undefined}
          loading={mark.isPending}
          onClick={save}
        >
          {t.saveAttendance}
        </Button>
      ) : null}
    </Stack>
  );
};

/** Who was there, from the meeting's time on. */
export const AttendanceList = ({ meeting }: { meeting: Meeting }) => {
  const t = useText(text);
  const attendance = useAttendance(meeting.id);
  if (meeting.state === 'cancelled') return <EmptyState title={t.cancelled} />;
  if (!begun(meeting)) return <Alert color="blue">{t.notBegun}</Alert>;
  if (attendance.error) return <ErrorMessage error={attendance.error} onRetry={() => void attendance.refetch()} />;
  if (!attendance.data) return <Loading />;
  if (attendance.data.people.length === 0) return <EmptyState title={t.noInvited} hint={t.noInvitedHint} />;
  return <Marks meeting={meeting} attendance={attendance.data} />;
};
