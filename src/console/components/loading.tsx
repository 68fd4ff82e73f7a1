import { Center, Loader } from '@mantine/core';
import { common } from '../app/text.ts';
import { useText } from '../lib/i18n.ts';

/** What stands where something is still on its way. */
export const Loading = ({ fullPage = false }: { fullPage?: boolean }) => {
  const t = useText(common);
  return (
    <Center mih={fullPage ? '100vh' : 160} role="status" aria-label={t.loading}>
      <Loader type="dots" />
    </Center>
  );
};
