import { Badge } from '@mantine/core';
import { useText } from '../../lib/i18n.ts';
import { useAlarms } from './api.ts';
import { text } from './text.ts';

/** How many accounts wait for a person, beside the page's line in the menu. */
const MenuBadge = () => {
  const t = useText(text);
  const alarms = useAlarms();
  return alarms === 0 ? null : (
    <Badge color="red.9" circle w="1.75rem" aria-label={t.alarmMenu(alarms)}>
      {alarms}
    </Badge>
  );
};

export default MenuBadge;
