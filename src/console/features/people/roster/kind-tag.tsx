import type { ChangeKind, RosterStatus } from '../../../../org/roster/types.ts';
import { Tag, type Tone } from '../../../components/tag.tsx';
import { useText } from '../../../lib/i18n.ts';
import type { Import } from './api.ts';
import { text } from './text.ts';

const KINDS: Readonly<Record<ChangeKind, Tone>> = {
  doubtful: 'doubt',
  new: 'good',
  changed: 'info',
  moved: 'on_way',
  ended: 'off',
  skipped: 'plain',
  unchanged: 'plain',
};

const STATUSES: Readonly<Record<RosterStatus, Tone>> = {
  draft: 'doubt',
  applying: 'on_way',
  applied: 'good',
  discarded: 'off',
};

/** Kinds in the order in which an administrator looks at them. */
export const KIND_ORDER = Object.keys(KINDS) as ChangeKind[];

/** What would be written: neither rows that stay, nor those that are asked about or left out. */
export const WRITTEN: readonly ChangeKind[] = ['new', 'changed', 'moved', 'ended'];

export const writtenIn = ({ counts }: Pick<Import, 'counts'>): number =>
  WRITTEN.reduce((sum, kind) => sum + counts[kind], 0);

export const KindTag = ({ kind, count }: { kind: ChangeKind; count?: number }) => {
  const t = useText(text);
  return <Tag tone={KINDS[kind]}>{count === undefined ? t[kind] : `${count} ${t[kind]}`}</Tag>;
};

export const StatusTag = ({ status }: { status: RosterStatus }) => {
  const t = useText(text);
  return <Tag tone={STATUSES[status]}>{t[status]}</Tag>;
};
