import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly title: string;
  /** What one can do about it. */
  readonly hint?: ReactNode;
  readonly icon?: ReactNode;
  /** Usually one button. */
  readonly action?: ReactNode;
}

/** Nothing to show, said kindly, with the next step. */
export const EmptyState = ({ title, hint, icon, action }: EmptyStateProps) => (
  <Stack align="center" gap="sm" py="xl" px="md" ta="center">
    <ThemeIcon size={64} radius="xl" variant="light">
      {icon ?? <IconInbox size={32} stroke={1.5} aria-hidden />}
    </ThemeIcon>
    <Title order={3}>{title}</Title>
    {hint === undefined ? null : (
      <Text c="dimmed" maw={460}>
        {hint}
      </Text>
    )}
    {action}
  </Stack>
);
