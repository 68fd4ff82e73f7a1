import { Button, Card, Stack, Tabs } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { AccountView, KindView } from '../../../accounts/types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone, notifyFailure } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useUnitName } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useAccount, useKinds, usePause, useRemove } from './api.ts';
import { ChecksSection } from './checks.tsx';
import { GroupsSection } from './groups-section.tsx';
import { NotesSection } from './notes-section.tsx';
import { PaceSection } from './pace-section.tsx';
import { PlatformSection } from './platform.tsx';
import { SignInSection } from './sign-in.tsx';
import { Standing } from './standing.tsx';
import { AccountTag } from './state-tag.tsx';
import { text } from './text.ts';
import { ValuesSection } from './values-section.tsx';

const Actions = ({ account }: { account: AccountView }) => {
  const t = useText(text);
  const navigate = useNavigate();
  const { id, name, paused, waiting } = account;
  const pause = usePause(id);
  const remove = useRemove(id);
  return (
    <>
      <Button
        variant={paused ? 'filled' : 'light'}
        loading={pause.isPending}
        onClick={() =>
          pause.mutate(paused ? 'resume' : 'pause', {
            onSuccess: () => notifyDone(paused ? t.resumed : t.paused),
            onError: notifyFailure,
          })
        }
      >
        {paused ? t.resume : t.pause}
      </Button>
      <ConfirmButton
        question={t.removeQuestion(name)}
        consequence={t.removeAbout(waiting)}
        onConfirm={async () => {
          const { droppedMessages } = await remove.mutateAsync(undefined);
          notifyDone(t.removed(droppedMessages));
          void navigate('/kenh');
        }}
      >
        {t.remove}
      </ConfirmButton>
    </>
  );
};

/** What each tab is called in the address, and what is in it. */
const useTabs = (account: AccountView, kind: KindView) => {
  const t = useText(text);
  const tabs: { readonly value: string; readonly label: string; readonly show: () => ReactNode }[] = [
    {
      value: 'connect',
      label: t.tabConnect,
      show: () => (
        <Stack>
          <SignInSection account={account} />
          <PlatformSection account={account} />
          <ChecksSection account={account} />
          <ValuesSection account={account} kind={kind} />
        </Stack>
      ),
    },
    { value: 'pace', label: t.tabPace, show: () => <PaceSection account={account} kind={kind} /> },
    ...(account.can.groups
      ? [{ value: 'groups', label: t.tabGroups, show: () => <GroupsSection account={account} /> }]
      : []),
    { value: 'notes', label: t.tabNotes, show: () => <NotesSection account={account} /> },
  ];
  return tabs;
};

const Parts = ({ account, kind }: { account: AccountView; kind: KindView }) => {
  const [params, setParams] = useSearchParams();
  const tabs = useTabs(account, kind);
  const wanted = params.get('tab');
  const value = tabs.find((tab) => tab.value === wanted)?.value ?? 'connect';
  return (
    <Tabs
      value={value}
      onChange={(next) => setParams(next === null || next === 'connect' ? {} : { tab: next }, { replace: true })}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.value} value={tab.value}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.value} value={tab.value}>
          {tab.show()}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
};

/** One account: how it stands, how it is connected, how fast it sends, its groups, what nobody understood. */
export const AccountDetail = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const unitName = useUnitName();
  const account = useAccount(id);
  const kinds = useKinds();
  const isBack = params.get('ket-noi') === 'xong';
  useEffect(() => {
    if (!isBack) return;
    notifyDone(t.connectDone);
    setParams({}, { replace: true });
  }, [isBack, setParams, t]);

  const error = account.error ?? kinds.error;
  if (error && (!account.data || !kinds.data))
    return (
      <ErrorMessage
        error={error}
        onRetry={() => {
          void account.refetch();
          void kinds.refetch();
        }}
      />
    );
  if (!account.data || !kinds.data) return <Loading />;
  const kind = kinds.data.find((one) => one.kind === account.data.kind);
  return (
    <>
      <PageHeader
        title={account.data.name}
        about={`${account.data.kindLabel} · ${unitName(account.data.unitPath)}`}
        back={{ to: '/kenh', label: t.back }}
        actions={<Actions account={account.data} />}
      />
      <Card withBorder padding="lg" mb="md">
        <Stack gap="sm" align="stretch">
          <div>
            <AccountTag account={account.data} />
          </div>
          <Standing account={account.data} wholly />
        </Stack>
      </Card>
      {kind ? <Parts account={account.data} kind={kind} /> : null}
    </>
  );
};
