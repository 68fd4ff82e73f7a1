import type { BroadcastState, DeliveryStanding, Progress } from '../../../broadcasts/types.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

const TONES: Readonly<Record<BroadcastState, Tone>> = {
  draft: 'plain',
  scheduled: 'info',
  running: 'on_way',
  paused: 'doubt',
  done: 'good',
  cancelled: 'off',
};

/** Where a broadcast stands. `done` is not green when something failed: see the result beside it. */
export const BroadcastTag = ({ state, progress }: { state: BroadcastState; progress?: Progress }) => {
  const t = useText(text);
  const words = { ...t, done: t.finished }[state];
  const incomplete = state === 'done' && progress && progress.byState.failed + progress.byState.unknown > 0;
  return <Tag tone={incomplete ? 'doubt' : TONES[state]}>{words}</Tag>;
};

/** As `StateBadge`, and for those who could not be reached at all. */
export const StandingBadge = ({ state, count }: { state: DeliveryStanding; count?: number }) => {
  const t = useText(text);
  if (state !== 'skipped') return <StateBadge state={state} {...(count === undefined ? {} : { count })} />;
  return <Tag tone="off">{count === undefined ? t.skipped : `${t.skipped} ${count}`}</Tag>;
};

/** Deliveries with a final state. */
export const finished = ({ byState, total }: Progress): number => total - byState.waiting - byState.sending;
