import { Alert, Button, Card, Group, Modal, Stack, Tabs, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Meeting } from '../../../meetings/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { formatMoment } from '../../lib/time.ts';
import { Answers } from './answers.tsx';
import { useCancelMeeting, useMeeting } from './api.ts';
import { AttendanceList } from './attendance.tsx';
import { Deliveries } from './deliveries.tsx';
import { spanOf } from './periods.ts';
import { begun, MeetingTag } from './state-tag.tsx';
import { text } from './text.ts';

const CancelButton = ({ meeting }: { meeting: Meeting }) => {
  const t = useText(text);
  const [opened, { open, close }] = useDisclosure();
  const [reason, setReason] = useState('');
  const cancel = useCancelMeeting(meeting.id);
  return (
    <>
      <Button variant="light" color="red" onClick={open}>
        {t.cancel}
      </Button>
      <Modal opened={opened} onClose={close} title={t.cancelQuestion(meeting.title)} centered>
        <Stack>
          <Text>{t.cancelConsequence}</Text>
          <Textarea
            label={t.cancelReason}
            description={t.cancelReasonHint}
            autosize
            minRows={2}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ErrorMessage error={cancel.error} />
          <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate(reason, { onSuccess: close })}>
            {t.cancel}
          </Button>
        </Stack>
      </Modal>
    </>
  );
};

const Reminders = ({ meeting }: { meeting: Meeting }) => {
  const t = useText(text);
  if (meeting.reminders.length === 0) return <Text c="dimmed">{t.noReminders}</Text>;
  const words = { planned: t.reminderPlanned, sent: t.reminderDone, skipped: t.reminderSkipped };
  const tones = { planned: 'info', sent: 'good', skipped: 'plain' } as const;
  return (
    <Stack gap={6}>
      {meeting.reminders.map((reminder) => {
        const { amount, period } = spanOf(reminder.minutesBefore);
        return (
          <Group key={reminder.minutesBefore} gap="xs" wrap="nowrap" align="flex-start">
            <div style={{ flex: 'none' }}>
              <Tag tone={tones[reminder.state]}>{words[reminder.state]}</Tag>
            </div>
            <Text>
              {t.before(`${amount} ${t[period]}`)}: {formatMoment(reminder.at)}
              {reminder.note === undefined ? null : (
                <Text span c="dimmed">
                  {' '}
                  {reminder.note}
                </Text>
              )}
            </Text>
          </Group>
        );
      })}
    </Stack>
  );
};

const Facts = ({ meeting }: { meeting: Meeting }) => {
  const t = useText(text);
  return (
    <Card withBorder mb="lg">
      <Stack gap="sm">
        <Group gap="xs">
          <MeetingTag meeting={meeting} />
          {meeting.countsToTarget ? <Tag tone="info">{t.countsToTarget}</Tag> : null}
        </Group>
        {meeting.cancelReason ? <Alert color="gray">{t.cancelledBecause(meeting.cancelReason)}</Alert> : null}
        {meeting.place ? (
          <Text>
            <Text span c="dimmed">
              {t.place}:
            </Text>{' '}
            {meeting.place}
          </Text>
        ) : null}
        {meeting.agenda ? (
          <div>
            <Text c="dimmed">{t.agenda}</Text>
            <Text style={{ whiteSpace: 'pre-line' }}>{meeting.agenda}</Text>
          </div>
        ) : null}
        {meeting.state === 'cancelled' ? null : (
          <div>
            <Text c="dimmed" mb={6}>
              {t.reminders}
            </Text>
            <Reminders meeting={meeting} />
          </div>
        )}
      </Stack>
    </Card>
  );
};

const TABS = ['answers', 'deliveries', 'attendance'] as const;

/** One meeting: what it is, who answered what, what went to which group, and who was there. */
export const MeetingDetail = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const edit = useMay('editor');
  const meeting = useMeeting(id);
  const [params, setParams] = useSearchParams();
  if (meeting.error) return <ErrorMessage error={meeting.error} onRetry={() => void meeting.refetch()} />;
  if (!meeting.data) return <Loading />;
  const { title, kind, unit, at, state } = meeting.data;
  const tab = TABS.find((each) => each === params.get('view')) ?? 'answers';
  return (
    <>
      <PageHeader
        title={title}
        about={`${formatMoment(at)}. ${t[kind]}, ${unit.name}.`}
        back={{ to: '/meetings', label: t.back }}
        actions={
          edit && state === 'planned' && !begun(meeting.data) ? (
            <>
              <Button component={Link} to="edit" variant="default">
                {t.edit}
              </Button>
              <CancelButton meeting={meeting.data} />
            </>
          ) : undefined
        }
      />
      <Facts meeting={meeting.data} />
      <Tabs
        value={tab}
        onChange={(next) => setParams(next === null || next === 'answers' ? {} : { view: next }, { replace: true })}
      >
        <Tabs.List mb="md">
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="answers">{tab === 'answers' ? <Answers meeting={meeting.data} /> : null}</Tabs.Panel>
        <Tabs.Panel value="deliveries">{tab === 'deliveries' ? <Deliveries id={id} /> : null}</Tabs.Panel>
        <Tabs.Panel value="attendance">
          {tab === 'attendance' ? <AttendanceList meeting={meeting.data} /> : null}
        </Tabs.Panel>
      </Tabs>
    </>
  );
};
