import { Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import {
  IconAlertCircle,
  IconBan,
  IconCheck,
  IconChecks,
  IconClock,
  IconEye,
  IconHelp,
  IconSend,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { DeliveryState } from '../../chat/chat.ts';
import { defineText, type Label, useLanguage, useText } from '../lib/i18n.ts';
import { Tag, type Tone } from './tag.tsx';

interface Look {
  readonly label: Label;
  readonly about: Label;
  readonly tone: Tone;
  readonly Icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
}

/** One vocabulary for what became of a message, here and nowhere else. Only `seen` and `delivered` are green. */
export const STATES: Readonly<Record<DeliveryState, Look>> = {
  waiting: {
    label: { vi: 'chờ gửi', en: 'waiting' },
    about: { vi: 'Đang xếp hàng, hoặc chờ hết giờ yên lặng.', en: 'In the queue, or waiting for quiet hours to end.' },
    tone: 'plain',
    Icon: IconClock,
  },
  sending: {
    label: { vi: 'đang gửi', en: 'sending' },
    about: { vi: 'Đang chuyển cho Zalo hoặc Messenger.', en: 'Being handed to Zalo or Messenger.' },
    tone: 'info',
    Icon: IconSend,
  },
  sent: {
    label: { vi: 'đã gửi', en: 'sent' },
    about: {
      vi: 'Nền tảng đã nhận tin; chưa biết đã tới máy chưa.',
      en: 'The platform took it; not known to have arrived.',
    },
    tone: 'on_way',
    Icon: IconCheck,
  },
  delivered: {
    label: { vi: 'đã nhận', en: 'delivered' },
    about: { vi: 'Tin đã tới máy của người nhận.', en: 'It arrived on the phone.' },
    tone: 'good',
    Icon: IconChecks,
  },
  seen: {
    label: { vi: 'đã xem', en: 'seen' },
    about: { vi: 'Người nhận đã mở xem.', en: 'It was opened.' },
    tone: 'best',
    Icon: IconEye,
  },
  failed: {
    label: { vi: 'lỗi', en: 'failed' },
    about: {
      vi: 'Không gửi được; có ghi lý do. Có thể gửi lại.',
      en: 'Not sent, with the reason. It can be sent again.',
    },
    tone: 'bad',
    Icon: IconAlertCircle,
  },
  unknown: {
    label: { vi: 'chưa rõ', en: 'unknown' },
    about: {
      vi: 'Mất liên lạc giữa chừng: có thể đã tới, có thể chưa. Không tự gửi lại để khỏi trùng.',
      en: 'The answer was lost: it may have arrived. Not sent again by itself, so nobody gets it twice.',
    },
    tone: 'doubt',
    Icon: IconHelp,
  },
  cancelled: {
    label: { vi: 'đã hủy', en: 'cancelled' },
    about: { vi: 'Đã dừng trước khi gửi.', en: 'Stopped before it was sent.' },
    tone: 'off',
    Icon: IconBan,
  },
};

/** The state of a message or delivery; `count` for sums ("đã gửi 12"). */
export const StateBadge = ({ state, count }: { state: DeliveryState; count?: number }) => {
  const language = useLanguage();
  const { label, tone, Icon } = STATES[state];
  return (
    <Tag tone={tone} icon={<Icon size={16} aria-hidden />}>
      {label[language]}
      {count === undefined ? '' : ` ${count}`}
    </Tag>
  );
};

const text = defineText({
  vi: { legend: 'Các trạng thái nghĩa là gì?' },
  en: { legend: 'What do the states mean?' },
});

/** A button that explains every state. Put it wherever StateBadges are shown. */
export const StateLegend = () => {
  const t = useText(text);
  const language = useLanguage();
  return (
    <Popover width={340} position="bottom-end" withArrow shadow="md">
      <Popover.Target>
        <UnstyledButton c="sen.7" td="underline">
          {t.legend}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {(Object.keys(STATES) as DeliveryState[]).map((state) => (
            <Group key={state} wrap="nowrap" align="flex-start" gap="sm">
              <div style={{ flex: '0 0 112px' }}>
                <StateBadge state={state} />
              </div>
              <Text lh={1.4}>{STATES[state].about[language]}</Text>
            </Group>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};
