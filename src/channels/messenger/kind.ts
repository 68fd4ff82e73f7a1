import type { Abilities } from '../../chat/channel.ts';
import { channelKind } from '../kind.ts';
import { connect } from './connect.ts';
import { fields, steps } from './form.ts';
import { LIMITS } from './limits.ts';
import { receive } from './receive.ts';
import { Secrets, Settings } from './settings.ts';
import { windowOf } from './window.ts';

const abilitiesOf = ({ utilityTemplate }: Settings): Abilities => ({
  groups: false,
  maxButtons: LIMITS.quickReplies,
  polls: false,
  // With a template a reminder stays one, so that it can go outside the window by it; else it is a text like any other.
  reminders: utilityTemplate !== undefined,
  mentions: false,
  typing: true,
  reactions: true,
  maxTextLength: LIMITS.text,
  maxLabelLength: LIMITS.title,
  maxCards: LIMITS.cards,
  lengthOf: (text) => text.length,
});

/** Facebook Messenger: one account is one Page; people write to it one by one, there are no groups. */
export const messenger = channelKind<Settings, Secrets>({
  kind: 'messenger',
  label: 'Facebook Messenger',
  about: 'Trang Facebook của Hội trả lời tin nhắn riêng qua Messenger. Chính thức, miễn phí, không có nhóm.',
  warnings: [
    'Trang chỉ nhắn được cho người đã nhắn Trang trong 24 giờ qua. Ngoài 24 giờ chỉ lời nhắc theo mẫu được Facebook duyệt mới tới.',
    'Messenger không có nhóm cho Trang: chị em nhắn riêng từng người.',
    'Trước khi ứng dụng được Facebook duyệt (App Review), chỉ người có vai trò trong ứng dụng nhắn được với Trợ lý.',
  ],
  settings: Settings,
  secrets: Secrets,
  fields,
  steps,
  signIn: { type: 'fields' },
  abilities: abilitiesOf,
  // Answers go at once; `bucket.ts` keeps a Page below what Meta stops it for.
  pace: { minGapMs: 0, jitterMs: 0 },
  exclusive: () => false,
  webhookKey: ({ appId }) => appId,
  receive,
  window: windowOf,
  connect: (context) => connect(context, abilitiesOf(context.settings)),
});
