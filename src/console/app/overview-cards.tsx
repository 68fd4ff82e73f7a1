import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** A card of the overview, given by a feature. It loads its own data, and shows nothing when it has nothing to say. */
export interface OverviewCard {
  readonly id: string;
  /** Columns of twelve on a wide screen; a phone always shows one card below the other. */
  readonly span: 4 | 6 | 8 | 12;
  readonly Card: LazyExoticComponent<ComponentType>;
  /** Mostly absent: no room is kept for it while it loads. */
  readonly seldom?: boolean;
}

/** Cards in the order shown. A feature appends one: `{ id, span, Card: lazy(() => import('../features/x/card.tsx')) }`. */
export const overviewCards: readonly OverviewCard[] = [
  { id: 'channels', span: 12, seldom: true, Card: lazy(() => import('../features/channels/alarm.tsx')) },
  { id: 'progress', span: 12, Card: lazy(() => import('../features/progress/card.tsx')) },
  { id: 'meetings', span: 6, Card: lazy(() => import('../features/meetings/card.tsx')) },
  { id: 'difficulties', span: 6, Card: lazy(() => import('../features/difficulties/card.tsx')) },
  { id: 'changes', span: 12, Card: lazy(() => import('../features/audit/recent-card.tsx')) },
];
