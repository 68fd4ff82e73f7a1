import { DateTime } from 'luxon';
import { DEFAULT_ZONE, formatMoment } from '../base/time.ts';
import type { Address } from '../org/types.ts';
import type { QuietHours, Reminder } from './plan.ts';

/** What the texts say of a meeting. */
export interface MeetingFacts {
  readonly title: string;
  readonly at: Date;
  readonly place: string;
  readonly agenda: string;
}

const dayOf = (at: Date): DateTime => DateTime.fromJSDate(at, { zone: DEFAULT_ZONE }).startOf('day');

/** `hôm nay`, `ngày mai`, `còn 7 ngày nữa`: counted in local days from the moment of sending. */
export const daysLeft = (at: Date, now: Date): string => {
  const days = Math.round(dayOf(at).diff(dayOf(now), 'days').days);
  return days <= 0 ? 'hôm nay' : days === 1 ? 'ngày mai' : `còn ${days} ngày nữa`;
};

const facts = ({ at, place, agenda }: MeetingFacts): string =>
  [
    `Thời gian: ${formatMoment(at)}.`,
    ...(place === '' ? [] : [`Địa điểm: ${place}.`]),
    ...(agenda === '' ? [] : [`Nội dung:\n${agenda}`]),
  ].join('\n');

export const announceText = (meeting: MeetingFacts): string =>
  `Em mời các chị dự: ${meeting.title}.\n${facts(meeting)}`;

export const reminderText = (meeting: MeetingFacts, now: Date): string =>
  `Em nhắc các chị: ${meeting.title}, ${daysLeft(meeting.at, now)} ạ.\n${facts(meeting)}`;

export const changedText = (meeting: MeetingFacts, before: { readonly at: Date; readonly place: string }): string => {
  const lines = [`Em báo các chị: ${meeting.title} có thay đổi ạ.`];
  if (before.at.getTime() !== meeting.at.getTime()) {
    lines.push(`Lịch cũ: ${formatMoment(before.at)}.`, `Lịch mới: ${formatMoment(meeting.at)}.`);
  } else lines.push(`Thời gian giữ nguyên: ${formatMoment(meeting.at)}.`);
  if (before.place !== meeting.place) lines.push(`Địa điểm mới: ${meeting.place || 'em sẽ báo sau'}.`);
  else if (meeting.place !== '') lines.push(`Địa điểm: ${meeting.place}.`);
  return lines.join('\n');
};

export const cancelledText = (meeting: MeetingFacts, reason: string): string =>
  [
    `Em báo các chị: ${meeting.title} lúc ${formatMoment(meeting.at)} không tổ chức nữa ạ.`,
    ...(reason === '' ? [] : [`Lý do: ${reason}`]),
  ].join('\n');

/** The word before a name. Who said nothing of it is not called a woman. */
const word = (address: Address): string => (address === 'chưa rõ' ? 'anh/chị' : address);

/** What one says after "chị": of `Mẫu Thị Mai`, Mai. */
const givenName = (name: string): string => name.trim().split(/\s+/).at(-1) ?? name;

/** To one person alone, in direct chat. */
export const askAloneText = (meeting: MeetingFacts, name: string, address: Address): string =>
  `Em chào ${word(address)} ${givenName(name)} ạ. Em chưa nhận được trả lời của ${word(address)} về: ${meeting.title}.\n${facts(meeting)}`;

/** In a group, naming only those who have not answered. */
export const askByNameText = (
  meeting: MeetingFacts,
  people: readonly { readonly contact: string; readonly address: Address }[],
): string => {
  const names = people.map((p) => `${word(p.address)} @{${p.contact}}`).join(', ');
  return `Em hỏi ${names}: ${meeting.title} lúc ${formatMoment(meeting.at)}, mình có dự được không ạ? Trả lời "có", hoặc "không" kèm lý do giúp em ạ.`;
};

/** Why a reminder was moved or will not be sent, for administrators. */
export const reminderNote = (reminder: Reminder, quiet: QuietHours): string | undefined => {
  if (reminder.skipped === 'past') return 'Không nhắc vì đã qua giờ nhắc.';
  if (reminder.skipped === 'same') return 'Trùng giờ với lần nhắc sau nên chỉ nhắc một lần.';
  if (!reminder.moved) return undefined;
  return `Giờ nhắc rơi vào giờ nghỉ ${quiet.from}–${quiet.to} nên chuyển lên ${formatMoment(reminder.at)}.`;
};
