import { Anchor, Group, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

export interface PageHeaderProps {
  readonly title: string;
  /** One sentence: what this page is for. */
  readonly about?: ReactNode;
  /** Buttons; they go below the title on a phone. */
  readonly actions?: ReactNode;
  /** On a page below another one. */
  readonly back?: { readonly to: string; readonly label: string };
}

/** The head of every page: title, purpose, actions. */
export const PageHeader = ({ title, about, actions, back }: PageHeaderProps) => (
  <header style={{ marginBottom: 'var(--mantine-spacing-lg)' }}>
    {back === undefined ? null : (
      <Anchor component={Link} to={back.to} mb={6} display="inline-flex" style={{ alignItems: 'center', gap: 4 }}>
        <IconArrowLeft size={18} aria-hidden /> {back.label}
      </Anchor>
    )}
    <Group justify="space-between" align="flex-start" gap="sm">
      <div style={{ minWidth: 0, flex: '1 1 280px' }}>
        <Title order={1}>{title}</Title>
        {about === undefined ? null : (
          <Text c="dimmed" mt={4} maw={720}>
            {about}
          </Text>
        )}
      </div>
      {actions === undefined ? null : <Group gap="sm">{actions}</Group>}
    </Group>
  </header>
);
