import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';

/** What a tag says by its colour; the words and the icon say it too, for those who see few colours. */
export type Tone = 'plain' | 'info' | 'on_way' | 'good' | 'best' | 'bad' | 'doubt' | 'off';

/** Ground from Mantine's light shades; ink dark enough for 4.5 to 1 on it. */
const LOOKS: Readonly<Record<Tone, { readonly color: string; readonly ink: string }>> = {
  plain: { color: 'gray', ink: '#3d444d' },
  info: { color: 'blue', ink: '#0f4c8a' },
  on_way: { color: 'cyan', ink: '#0a5566' },
  good: { color: 'teal', ink: '#0a5a48' },
  best: { color: 'green', ink: '#17591f' },
  bad: { color: 'red', ink: '#9c1c1c' },
  doubt: { color: 'orange', ink: '#8a3c00' },
  off: { color: 'dark', ink: '#2e2e2e' },
};

/** A small word about something's state. */
export const Tag = ({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) => (
  <Badge color={LOOKS[tone].color} c={LOOKS[tone].ink} variant="light" leftSection={icon}>
    {children}
  </Badge>
);
