import { Anchor, Card, Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** The frame of a card on the overview: a title, a link to the page behind it, the content. */
export const OverviewFrame = ({
  title,
  to,
  more,
  children,
}: {
  title: string;
  /** Page that tells more. */
  to?: string;
  /** Words of that link. */
  more?: string;
  children: ReactNode;
}) => (
  <Card withBorder padding="lg" h="100%">
    <Group justify="space-between" mb="sm" gap="xs">
      <Title order={2}>{title}</Title>
      {to === undefined ? null : (
        <Anchor component={Link} to={to}>
          {more}
        </Anchor>
      )}
    </Group>
    {children}
  </Card>
);
