import { Card, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** One matter on an account's page: a heading, a sentence, what can be done. */
export const Section = ({ title, about, children }: { title: string; about?: string; children: ReactNode }) => (
  <Card withBorder padding="lg" component="section" aria-label={title}>
    <Stack gap="sm">
      <div>
        <Text component="h2" fw={650} fz="lg" m={0}>
          {title}
        </Text>
        {about === undefined ? null : <Text c="dimmed">{about}</Text>}
      </div>
      {children}
    </Stack>
  </Card>
);
