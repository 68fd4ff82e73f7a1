import { IconAlertTriangle, IconBan, IconCheck, IconLoader, IconPlayerPause, IconPlugX } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { AccountView } from '../../../accounts/types.ts';
import type { AccountState } from '../../../channels/kind.ts';
import { Tag, type Tone } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

interface Look {
  readonly word:
    | 'stateNew'
    | 'stateConnecting'
    | 'stateConnected'
    | 'stateOffline'
    | 'stateNeedsSignIn'
    | 'stateNotSignedIn'
    | 'stateBlocked'
    | 'statePaused';
  readonly tone: Tone;
  readonly Icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
}

const LOOKS: Readonly<Record<AccountState | 'paused' | 'never', Look>> = {
  new: { word: 'stateNew', tone: 'plain', Icon: IconPlugX },
  connecting: { word: 'stateConnecting', tone: 'info', Icon: IconLoader },
  connected: { word: 'stateConnected', tone: 'good', Icon: IconCheck },
  offline: { word: 'stateOffline', tone: 'doubt', Icon: IconPlugX },
  needs_sign_in: { word: 'stateNeedsSignIn', tone: 'bad', Icon: IconAlertTriangle },
  blocked: { word: 'stateBlocked', tone: 'bad', Icon: IconBan },
  never: { word: 'stateNotSignedIn', tone: 'bad', Icon: IconAlertTriangle },
  paused: { word: 'statePaused', tone: 'off', Icon: IconPlayerPause },
};

/** How an account stands, in a word. A paused one sends nothing, whatever its connection. */
export const AccountTag = ({
  account: { state, paused, connectedAt },
}: {
  account: Pick<AccountView, 'state' | 'paused' | 'connectedAt'>;
}) => {
  const t = useText(text);
  const { word, tone, Icon } =
    LOOKS[paused ? 'paused' : state === 'needs_sign_in' && connectedAt === undefined ? 'never' : state];
  return (
    <Tag tone={tone} icon={<Icon size={16} aria-hidden />}>
      {t[word]}
    </Tag>
  );
};
