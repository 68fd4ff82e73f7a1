import { Button, Card, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Meeting, MeetingGroups, MeetingKind } from '../../../meetings/types.ts';
import type { Post } from '../../../org/types.ts';
import { DateTimeField } from '../../components/date-time-field.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useHomeUnit } from '../../components/home-unit.ts';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { ApiFailure } from '../../lib/api.ts';
import { useText } from '../../lib/i18n.ts';
import { useMeeting, useSaveMeeting } from './api.ts';
import { InvitedFields } from './invited-fields.tsx';
import { spanOf } from './periods.ts';
import { minutesOfLines, ReminderFields, type ReminderLine } from './reminder-fields.tsx';
import { text } from './text.ts';

const KINDS: readonly MeetingKind[] = ['sinh_hoat_chi_hoi', 'hop_bch', 'tap_huan', 'hoi_nghi', 'khac'];
/** A week, a day and an hour before: what the server takes when nothing is said. */
const DEFAULT_REMINDERS = [7 * 24 * 60, 24 * 60, 60];
const DAY = 24 * 60 * 60 * 1000;

interface Draft {
  readonly title: string;
  readonly kind: MeetingKind;
  readonly unitPath: string;
  readonly at: string | null;
  readonly place: string;
  readonly agenda: string;
  readonly groups: MeetingGroups;
  readonly posts: readonly Post[];
  readonly reminders: readonly ReminderLine[];
  readonly answerBy: string | null;
  readonly countsToTarget: boolean;
  readonly announce: boolean;
}

const linesOf = (minutes: readonly number[]): ReminderLine[] =>
  minutes.map((each, index) => ({ key: index + 1, ...spanOf(each) }));

/** The deadline when somebody set one; null for the one that follows the meeting's time. */
const deadlineOf = ({ at, answerBy }: Meeting): string | null => {
  const before = Date.parse(at) - Date.parse(answerBy);
  return before === DAY || before === 0 ? null : answerBy;
};

const FIELDS = [
  'title',
  'kind',
  'at',
  'place',
  'agenda',
  'groups',
  'posts',
  'reminders',
  'answerBy',
  'unitPath',
] as const;

/** The mistake of a field, or of anything inside it. */
const mistake = (error: unknown, field: (typeof FIELDS)[number]): string | undefined =>
  error instanceof ApiFailure
    ? error.issues.find(({ place }) => place === `body.${field}` || place.startsWith(`body.${field}.`))?.message
    : undefined;

const Editor = ({ id, initial }: { id: string | undefined; initial: Draft }) => {
  const t = useText(text);
  const navigate = useNavigate();
  const save = useSaveMeeting(id);
  const [draft, setDraft] = useState(initial);
  const set = (part: Partial<Draft>) => setDraft((held) => ({ ...held, ...part }));
  const wrong = (field: (typeof FIELDS)[number]) => mistake(save.error, field);
  const [tried, setTried] = useState(false);
  const noGroup = draft.groups.type === 'chosen' && draft.groups.ids.length === 0;
  const submit = () => {
    setTried(true);
    if (noGroup) return;
    const { at, answerBy, posts, reminders, ...rest } = draft;
    if (at === null) return;
    save.mutate(
      {
        ...rest,
        at,
        reminders: minutesOfLines(reminders),
        ...(posts.length > 0 ? { posts: [...posts] } : {}),
        ...(answerBy === null ? {} : { answerBy }),
      },
      {
        onSuccess: (meeting) => {
          notifyDone(t.saved);
          navigate(`/meetings/${meeting.id}`);
        },
      },
    );
  };
  const now = new Date().toISOString();
  return (
    <>
      <PageHeader
        title={id === undefined ? t.add : t.edit}
        {...(id === undefined ? {} : { about: t.changeHint })}
        back={{ to: id === undefined ? '/meetings' : `/meetings/${id}`, label: t.back }}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack maw={760}>
          <Card withBorder>
            <Stack>
              <TextInput
                label={t.name}
                required
                maxLength={200}
                value={draft.title}
                error={wrong('title')}
                onChange={(event) => set({ title: event.currentTarget.value })}
              />
              <Select
                label={t.kind}
                required
                allowDeselect={false}
                data={KINDS.map((kind) => ({ value: kind, label: t[kind] }))}
                value={draft.kind}
                error={wrong('kind')}
                onChange={(kind) => set({ kind: (kind ?? draft.kind) as MeetingKind })}
              />
              <DateTimeField
                label={t.at}
                required
                min={now}
                value={draft.at}
                onChange={(at) => set({ at })}
                error={wrong('at')}
              />
              <TextInput
                label={t.place}
                maxLength={300}
                value={draft.place}
                error={wrong('place')}
                onChange={(event) => set({ place: event.currentTarget.value })}
              />
              <Textarea
                label={t.agenda}
                description={t.agendaHint}
                autosize
                minRows={3}
                maxLength={4000}
                value={draft.agenda}
                error={wrong('agenda')}
                onChange={(event) => set({ agenda: event.currentTarget.value })}
              />
            </Stack>
          </Card>
          <Card withBorder>
            <Stack>
              <UnitPicker
                label={t.unit}
                required
                value={draft.unitPath}
                onChange={(path) => set({ unitPath: path ?? draft.unitPath, groups: { type: 'subtree' } })}
                error={wrong('unitPath')}
              />
              <InvitedFields
                unitPath={draft.unitPath}
                groups={draft.groups}
                posts={draft.posts}
                onChange={set}
                errors={{ groups: tried && noGroup ? t.chooseOneGroup : wrong('groups'), posts: wrong('posts') }}
              />
            </Stack>
          </Card>
          <Card withBorder>
            <Stack>
              <ReminderFields
                value={draft.reminders}
                onChange={(reminders) => set({ reminders })}
                error={wrong('reminders')}
              />
              <div>
                <DateTimeField
                  label={t.answerBy}
                  min={now}
                  value={draft.answerBy}
                  onChange={(answerBy) => set({ answerBy })}
                  error={wrong('answerBy')}
                />
                {draft.answerBy === null ? <Text c="dimmed">{t.answerByHint}</Text> : null}
              </div>
              <Switch
                size="md"
                label={t.countsToTarget}
                description={t.countsHint}
                styles={{ description: { fontSize: '1rem' } }}
                checked={draft.countsToTarget}
                onChange={(event) => set({ countsToTarget: event.currentTarget.checked })}
              />
              {id === undefined ? (
                <Switch
                  size="md"
                  label={t.announce}
                  description={t.announceHint}
                  styles={{ description: { fontSize: '1rem' } }}
                  checked={draft.announce}
                  onChange={(event) => set({ announce: event.currentTarget.checked })}
                />
              ) : null}
            </Stack>
          </Card>
          <ErrorMessage error={FIELDS.some(wrong) ? null : save.error} />
          <Button
            type="submit"
            disabled={draft.at === null}
            loading={save.isPending}
            style={{ alignSelf: 'flex-start' }}
          >
            {t.save}
          </Button>
        </Stack>
      </form>
    </>
  );
};

/** Plans a meeting or changes one that has not begun. */
export const MeetingForm = () => {
  const { id } = useParams();
  const home = useHomeUnit();
  const meeting = useMeeting(id);
  if (meeting.error) return <ErrorMessage error={meeting.error} onRetry={() => void meeting.refetch()} />;
  if (home === undefined || (id !== undefined && !meeting.data)) return <Loading />;
  if (id === undefined || !meeting.data) {
    return (
      <Editor
        id={undefined}
        initial={{
          title: '',
          kind: 'sinh_hoat_chi_hoi',
          unitPath: home,
          at: null,
          place: '',
          agenda: '',
          groups: { type: 'subtree' },
          posts: [],
          reminders: linesOf(DEFAULT_REMINDERS),
          answerBy: null,
          countsToTarget: false,
          announce: true,
        }}
      />
    );
  }
  const { title, kind, unit, at, place, agenda, groups, posts, reminders, countsToTarget } = meeting.data;
  return (
    <Editor
      id={id}
      initial={{
        title,
        kind,
        unitPath: unit.path,
        at,
        place,
        agenda,
        groups,
        posts: posts ?? [],
        reminders: linesOf(reminders.map(({ minutesBefore }) => minutesBefore)),
        answerBy: deadlineOf(meeting.data),
        countsToTarget,
        announce: false,
      }}
    />
  );
};
