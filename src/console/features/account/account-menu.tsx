import { Avatar, Button, Menu, Text } from '@mantine/core';
import { IconKey, IconLanguage, IconLogout } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'react-router';
import { common } from '../../app/text.ts';
import { notifyFailure } from '../../components/notify.ts';
import { api } from '../../lib/api.ts';
import { setLanguage, useLanguage, useText } from '../../lib/i18n.ts';
import { useSession, useSessionChange } from '../../lib/session.ts';

/** The Vietnamese given name stands last: "Nông Thị Ann" shows "A". */
const initialOf = (name: string): string => name.trim().split(/\s+/).at(-1)?.charAt(0).toUpperCase() ?? '?';

/** Language, password and signing out, at the head of every page. */
export const AccountMenu = () => {
  const t = useText(common);
  const language = useLanguage();
  const { admin } = useSession();
  const { signedOut } = useSessionChange();
  const signOut = useMutation({
    mutationFn: () => api.delete('/session'),
    onSuccess: signedOut,
    onError: notifyFailure,
  });
  return (
    <Menu position="bottom-end" width={300} shadow="md">
      <Menu.Target>
        <Button variant="subtle" px="xs" aria-label={`${t.account}: ${admin.name}`}>
          <Avatar color="sen" radius="xl" size={36}>
            {initialOf(admin.name)}
          </Avatar>
          <Text ml="xs" visibleFrom="sm" truncate maw={180}>
            {admin.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{admin.name}</Menu.Label>
        <Menu.Item
          leftSection={<IconLanguage size={20} aria-hidden />}
          onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}
        >
          {t.switchLanguage}
        </Menu.Item>
        <Menu.Item component={Link} to="/account" leftSection={<IconKey size={20} aria-hidden />}>
          {t.password}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={20} aria-hidden />} onClick={() => signOut.mutate()}>
          {t.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
