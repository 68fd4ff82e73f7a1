import { Progress as Bar, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AccountView } from '../../../accounts/types.ts';
import { useText } from '../../lib/i18n.ts';
import { formatHour, formatShort } from '../../lib/time.ts';
import { text } from './text.ts';

/** From this share of an allowance on the bar warns. */
const NEARLY = 0.8;

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div style={{ minWidth: 0 }}>
    <Text c="dimmed">{label}</Text>
    <Text component="div" fw={600}>
      {children}
    </Text>
  </div>
);

const Allowance = ({ label, used, allowed }: { label: string; used: number; allowed: number | undefined }) => {
  const t = useText(text);
  const share = allowed === undefined ? 0 : used / allowed;
  return (
    <Fact label={label}>
      {allowed === undefined ? t.noAllowance(used) : t.ofAllowance(used, allowed)}
      {allowed === undefined ? null : (
        <Bar
          mt={4}
          size="lg"
          value={Math.min(100, share * 100)}
          color={share >= 1 ? 'red' : share >= NEARLY ? 'orange' : 'teal'}
          aria-label={label}
        />
      )}
    </Fact>
  );
};

/** What an account says of itself: the sentence of its state, since when, when it tries again. */
export const StateWords = ({ account }: { account: AccountView }) => {
  const t = useText(text);
  const { paused, state, sentence, stateAt, retryAt } = account;
  if (paused) return <Text>{t.pausedAbout}</Text>;
  if (state === 'new' && sentence === '') return <Text>{t.newAbout}</Text>;
  if (sentence === '' && retryAt === undefined) return null;
  const grave = state === 'needs_sign_in' || state === 'blocked';
  return (
    <Text {...(grave ? { c: 'red.9', fw: 600 } : {})}>
      {sentence} {retryAt === undefined ? '' : t.retryAt(formatHour(retryAt))}{' '}
      <Text span c="dimmed" fw={400}>
        ({t.since(formatShort(stateAt))})
      </Text>
    </Text>
  );
};

/** An account's numbers and moments of today. */
export const Standing = ({ account, wholly = false }: { account: AccountView; wholly?: boolean }) => {
  const t = useText(text);
  const { allowance, waiting, lastEventAt, lastSentAt, lastError } = account;
  const moment = (at: string | undefined) => (at === undefined ? t.never : formatShort(at));
  return (
    <Stack gap="sm">
      <StateWords account={account} />
      <SimpleGrid cols={{ base: 2, md: wholly && allowance.perHour !== undefined ? 5 : 4 }} verticalSpacing="sm">
        <Allowance label={t.today} used={allowance.today} allowed={allowance.perDay} />
        {wholly && allowance.perHour !== undefined ? (
          <Allowance label={t.thisHour} used={allowance.thisHour} allowed={allowance.perHour} />
        ) : null}
        <Fact label={t.waiting}>{t.waitingCount(waiting)}</Fact>
        <Fact label={t.lastEvent}>{moment(lastEventAt)}</Fact>
        <Fact label={t.lastSent}>{moment(lastSentAt)}</Fact>
      </SimpleGrid>
      {allowance.warmUp === undefined ? null : (
        <Text c="dimmed">{t.warmUp(allowance.warmUp.day, allowance.warmUp.days)}</Text>
      )}
      {lastError === undefined ? null : (
        <Group gap="xs">
          <Text style={{ overflowWrap: 'anywhere' }}>
            {t.lastError(formatShort(lastError.at), lastError.sentence)}
            {allowance.failedToday > 0 ? ` (${t.failedToday(allowance.failedToday)})` : ''}
          </Text>
        </Group>
      )}
    </Stack>
  );
};
