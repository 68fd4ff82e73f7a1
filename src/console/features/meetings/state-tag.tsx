import type { Meeting } from '../../../meetings/types.ts';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

export const begun = ({ at }: Pick<Meeting, 'at'>): boolean => Date.parse(at) <= Date.now();

/** Whether a meeting is to come, was held, or was cancelled. */
export const MeetingTag = ({ meeting }: { meeting: Meeting }) => {
  const t = useText(text);
  if (meeting.state === 'cancelled') return <Tag tone="off">{t.cancelled}</Tag>;
  if (!begun(meeting)) return <Tag tone="info">{t.planned}</Tag>;
  return <Tag tone="good">{meeting.present === undefined ? t.held : t.attended(String(meeting.present.length))}</Tag>;
};
