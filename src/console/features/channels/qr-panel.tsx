import { Alert, Button, Group, Image, Loader, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { QrView } from '../../../accounts/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useText } from '../../lib/i18n.ts';
import { useBeginQr, useCancelQr, useQr } from './api.ts';
import { text } from './connect-text.ts';

/** Large enough for an old phone's camera to read from a screen, small enough for a phone's page. */
const PICTURE_PX = 260;

const isUnderWay = ({ type }: QrView): boolean => type === 'starting' || type === 'qr' || type === 'scanned';

/** What a state says; the picture while there is one to scan. */
const QrStanding = ({ state }: { state: QrView }) => {
  const t = useText(text);
  switch (state.type) {
    case 'idle':
      return null;
    case 'starting':
      return (
        <Group gap="sm">
          <Loader size="sm" />
          <Text>{t.qrStarting}</Text>
        </Group>
      );
    case 'qr':
      return (
        <Stack gap="xs" align="flex-start">
          <Image
            src={state.image}
            alt={t.qrPicture}
            w={PICTURE_PX}
            h={PICTURE_PX}
            fit="contain"
            bd="1px solid gray.4"
          />
          <Text>{t.qrScan}</Text>
        </Stack>
      );
    case 'scanned':
      return (
        <Group gap="sm" wrap="nowrap">
          <Loader size="sm" />
          <Text fw={600}>{t.qrScanned(state.name)}</Text>
        </Group>
      );
    case 'declined':
      return <Text c="red.9">{t.qrDeclined}</Text>;
    case 'expired':
      return <Text c="red.9">{t.qrExpired}</Text>;
    case 'failed':
      return <Text c="red.9">{state.sentence}</Text>;
    case 'signed_in':
      return (
        <Alert color="teal" variant="light" icon={<IconCheck aria-hidden />}>
          {t.qrSignedIn(state.name)}
        </Alert>
      );
  }
};

/** Signs an account in by a picture: it is renewed, scanned, confirmed or declined while the page looks on. */
export const QrPanel = ({ id, label }: { id: string; label: string }) => {
  const t = useText(text);
  const qr = useQr(id);
  const begin = useBeginQr(id);
  const cancel = useCancelQr(id);
  const state = qr.data ?? { type: 'idle' };
  return (
    <Stack gap="sm" align="flex-start" aria-live="polite">
      <QrStanding state={state} />
      <ErrorMessage error={begin.error ?? cancel.error ?? qr.error} />
      {isUnderWay(state) ? (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
          {t.qrStop}
        </Button>
      ) : (
        <Button
          variant={state.type === 'signed_in' ? 'light' : 'filled'}
          loading={begin.isPending}
          onClick={() => begin.mutate(undefined)}
        >
          {state.type === 'idle' || state.type === 'signed_in' ? label : t.qrAgain}
        </Button>
      )}
    </Stack>
  );
};
