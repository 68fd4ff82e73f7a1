import { AppShell, Burger, Group, NavLink, ScrollArea, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, Suspense, useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import { Loading } from '../components/loading.tsx';
import { AccountMenu } from '../features/account/account-menu.tsx';
import { useLanguage, useText } from '../lib/i18n.ts';
import { useMay, useSession } from '../lib/session.ts';
import classes from './layout.module.css';
import { type Page, pages } from './pages.tsx';
import { common } from './text.ts';

const isOpen = (page: Page, pathname: string): boolean =>
  page.path === '/' ? pathname === '/' : pathname === page.path || pathname.startsWith(`${page.path}/`);

const MenuLine = ({ page, onClick }: { page: Page; onClick: () => void }) => {
  const language = useLanguage();
  const { pathname } = useLocation();
  const seen = useMay(page.role ?? 'viewer');
  if (!seen) return null;
  const open = isOpen(page, pathname);
  return (
    <NavLink
      component={Link}
      to={page.path}
      label={page.label[language]}
      leftSection={<page.icon size={22} stroke={1.6} aria-hidden />}
      active={open}
      {...(open ? { 'aria-current': 'page' as const } : {})}
      {...(page.Badge && {
        rightSection: (
          <Suspense fallback={null}>
            <page.Badge />
          </Suspense>
        ),
      })}
      onClick={onClick}
      className={classes.link}
    />
  );
};

const Brand = () => {
  const t = useText(common);
  const { house, unitName } = useSession();
  return (
    <Group gap="sm" wrap="nowrap" className={classes.brand}>
      <img src={new URL('../icon.svg', import.meta.url).href} alt="" width={36} height={36} />
      <div className={classes.names}>
        <Text fw={700} lh={1.2} truncate>
          {house.houseName || t.product}
        </Text>
        <Text c="dimmed" lh={1.2} truncate>
          {unitName ?? t.wholeHouse}
        </Text>
      </div>
    </Group>
  );
};

/** The frame of every signed-in page: head, menu (a drawer on a phone), account, content. */
export const Layout = ({ children }: { children: ReactNode }) => {
  const t = useText(common);
  const language = useLanguage();
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();

  useEffect(() => {
    const page = pages.find((candidate) => isOpen(candidate, pathname));
    document.title = page ? `${page.label[language]} · ${t.product}` : t.product;
  }, [pathname, language, t]);

  return (
    <AppShell
      header={{ height: 64 }}
      navbar={{ width: 256, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a href="#main" className={classes.skip}>
        {t.skip}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap" className={classes.names}>
            <Burger opened={opened} onClick={toggle} hiddenFrom="md" size="sm" aria-label={t.menu} />
            <Brand />
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm">
        <AppShell.Section grow component={ScrollArea}>
          <Stack gap={4} component="nav">
            {pages.map((page) => (
              <MenuLine key={page.path} page={page} onClick={close} />
            ))}
          </Stack>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" className={classes.main}>
        <Suspense fallback={<Loading />}>{children}</Suspense>
      </AppShell.Main>
    </AppShell>
  );
};
