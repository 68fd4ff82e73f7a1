import { Alert, Stack } from '@mantine/core';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay, useSession } from '../../lib/session.ts';
import { useSettings } from './api.ts';
import { SampleCard } from './sample-card.tsx';
import { SettingsForm } from './settings-form.tsx';
import { text } from './text.ts';

const SettingsPage = () => {
  const t = useText(text);
  const settings = useSettings();
  const { admin } = useSession();
  const decides = useMay('owner') && admin.unitPath === '/';
  return (
    <>
      <PageHeader title={t.title} about={t.about} />
      <Stack maw={860}>
        {decides ? null : <Alert variant="light">{t.readOnly}</Alert>}
        <ErrorMessage error={settings.error} onRetry={() => void settings.refetch()} />
        {settings.isPending ? <Loading /> : null}
        {settings.data ? <SettingsForm settings={settings.data} readOnly={!decides} /> : null}
        {decides ? <SampleCard /> : null}
      </Stack>
    </>
  );
};

export default SettingsPage;
