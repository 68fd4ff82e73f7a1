import { Button, Card, Center, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { common } from '../app/text.ts';
import { setLanguage, useLanguage, useText } from '../lib/i18n.ts';
import classes from './welcome.module.css';

/** The frame of the pages before anybody is signed in. */
export const Welcome = ({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) => {
  const t = useText(common);
  const language = useLanguage();
  return (
    <Center className={classes.page} component="main">
      <Stack w="100%" maw={460} gap="lg">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <img src={new URL('../icon.svg', import.meta.url).href} alt="" width={48} height={48} />
            <div>
              <Text fw={700} fz="xl" lh={1.2}>
                {t.product}
              </Text>
              <Text c="dimmed" lh={1.3}>
                {t.tagline}
              </Text>
            </div>
          </Group>
          <Button
            variant="subtle"
            size="compact-md"
            style={{ flex: 'none' }}
            onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}
          >
            {t.switchLanguage}
          </Button>
        </Group>
        <Card withBorder shadow="sm" padding="xl" radius="lg">
          <Stack>
            <div>
              <Title order={1}>{title}</Title>
              {about === undefined ? null : (
                <Text c="dimmed" mt={4}>
                  {about}
                </Text>
              )}
            </div>
            {children}
          </Stack>
        </Card>
      </Stack>
    </Center>
  );
};
