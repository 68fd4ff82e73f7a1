import { Alert, Anchor } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useText } from '../../lib/i18n.ts';
import { useAlarms } from './api.ts';
import { text } from './text.ts';

/** On the overview, above everything: accounts that send nothing until somebody does something. */
const Alarm = () => {
  const t = useText(text);
  const alarms = useAlarms();
  return alarms === 0 ? null : (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t.alarm(alarms)} role="alert">
      {t.alarmAbout}{' '}
      <Anchor component={Link} to="/kenh">
        {t.open}
      </Anchor>
    </Alert>
  );
};

export default Alarm;
