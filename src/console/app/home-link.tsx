import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { useText } from '../lib/i18n.ts';
import { common } from './text.ts';

export const HomeLink = () => {
  const t = useText(common);
  return (
    <Button component={Link} to="/" variant="light">
      {t.backHome}
    </Button>
  );
};
