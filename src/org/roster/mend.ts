import { type Day, showDay } from '../days.ts';
import { ADDRESSES, APPOINTMENTS, type Appointment, POSTS, type Post } from '../types.ts';
import type { Column } from './columns.ts';
import { type Asked, ask, type Context, type Fields, LEAVE_EMPTY, value } from './context.ts';
import type { RosterRow } from './rows.ts';
import type { QuestionKind, RosterQuestion } from './types.ts';
import { readAddress, readHow, readPost } from './words.ts';

/** The row's fields with the answers to its faults put in; asks about the first fault that has none. */
export const mendRow = (row: RosterRow, { answers, input }: Context): Asked<Fields> => {
  let fields: Fields = row;
  for (const { column, message } of row.faults) {
    const kind = column as QuestionKind;
    const answer = answers[kind];
    if (answer === undefined) return ask(kind, message, optionsFor(column, input.day));
    if (answer === LEAVE_EMPTY) continue;
    if (column === 'post') {
      const post = readPost(answer) ?? (answer in POSTS ? (answer as Post) : undefined);
      if (post !== undefined && !fields.posts.includes(post)) fields = { ...fields, posts: [...fields.posts, post] };
    } else if (column === 'from') fields = { ...fields, from: answer };
    else if (column === 'address') fields = { ...fields, ...optional('address', readAddress(answer)) };
    else if (column === 'how')
      fields = {
        ...fields,
        ...optional('how', readHow(answer) ?? (answer in APPOINTMENTS ? (answer as Appointment) : undefined)),
      };
  }
  if (fields.posts.length === 0) return ask('post', 'Chưa ghi chức danh.', optionsFor('post', input.day));
  const backwards = fields.from !== undefined && fields.to !== undefined && fields.to < fields.from;
  return value(backwards ? { ...fields, to: fields.from as Day } : fields);
};

const optional = <K extends string, T>(key: K, known: T | undefined): Partial<Record<K, T>> =>
  known === undefined ? {} : ({ [key]: known } as Record<K, T>);

const optionsFor = (column: Column, day: Day): RosterQuestion['options'] => {
  if (column === 'post') return Object.entries(POSTS).map(([post, { short }]) => ({ value: post, label: short }));
  if (column === 'address') return ADDRESSES.map((address) => ({ value: address, label: address }));
  if (column === 'how') return Object.entries(APPOINTMENTS).map(([how, label]) => ({ value: how, label }));
  if (column === 'from') return [{ value: day, label: `Ghi ngày ${showDay(day)}` }];
  return [{ value: LEAVE_EMPTY, label: 'Để trống ô này' }];
};
