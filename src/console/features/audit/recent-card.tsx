import { Stack, Text } from '@mantine/core';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { OverviewFrame } from '../../components/overview-card.tsx';
import { useLanguage, useText } from '../../lib/i18n.ts';
import { formatShort } from '../../lib/time.ts';
import { actionWords } from './actions.ts';
import { useAudit } from './api.ts';
import { text } from './text.ts';

/** The last changes, on the overview. */
const RecentChanges = () => {
  const t = useText(text);
  const language = useLanguage();
  const log = useAudit({ page: 1, size: 6 });
  return (
    <OverviewFrame title={t.recent} to="/audit" more={t.more}>
      <ErrorMessage error={log.error} />
      {log.isPending ? <Loading /> : null}
      <Stack gap="xs">
        {log.data?.rows.map((row) => (
          <Text key={row.id}>
            <Text span c="dimmed">
              {formatShort(row.at)}
            </Text>{' '}
            <Text span fw={600}>
              {row.admin.name}
            </Text>{' '}
            {actionWords(row.action, language)}
            {row.target.type === 'admin' && row.target.id === row.admin.id ? '' : `: ${row.target.label}`}
          </Text>
        ))}
      </Stack>
    </OverviewFrame>
  );
};

export default RecentChanges;
