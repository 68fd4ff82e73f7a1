import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { OverviewFrame } from '../../components/overview-card.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatMoment } from '../../lib/time.ts';
import { useMeetings } from './api.ts';
import { text } from './text.ts';

/** How many stand on the overview. */
const SHOWN = 4;

/** The next meetings, soonest first. */
const NextMeetings = () => {
  const t = useText(text);
  const meetings = useMeetings('upcoming');
  const next = (meetings.data ?? []).filter(({ state }) => state === 'planned').slice(0, SHOWN);
  return (
    <OverviewFrame title={t.card} to="/meetings" more={t.cardMore}>
      <ErrorMessage error={meetings.error} />
      {meetings.isPending ? <Loading /> : null}
      {meetings.data && next.length === 0 ? <Text c="dimmed">{t.empty}.</Text> : null}
      <Stack gap="sm">
        {next.map((meeting) => (
          <div key={meeting.id}>
            <Anchor component={Link} to={`/meetings/${meeting.id}`} fw={600}>
              {meeting.title}
            </Anchor>
            <Text>{formatMoment(meeting.at)}</Text>
            <Text c="dimmed">{[meeting.unit.name, meeting.place].filter(Boolean).join(', ')}</Text>
          </div>
        ))}
      </Stack>
    </OverviewFrame>
  );
};

export default NextMeetings;
