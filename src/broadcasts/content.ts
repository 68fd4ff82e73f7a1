import { fail, ok, type Result } from '../base/result.ts';
import type { OutboundMessage } from '../chat/message.ts';
import type { Room } from './room.ts';
import type { Audience, BroadcastContent } from './types.ts';

const LABEL_CHARACTERS = 80;

/** What every recipient gets: one message, or a flow that is started in her thread. */
export type Sending =
  | { readonly type: 'message'; readonly message: OutboundMessage; readonly label: string }
  | { readonly type: 'flow'; readonly quiz: string; readonly label: string };

const labelOf = (text: string): string => {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > LABEL_CHARACTERS ? `${line.slice(0, LABEL_CHARACTERS - 1)}…` : line;
};

/** Several messages as one item of the outbox, so that a delivery has one state. */
const asOne = (messages: readonly OutboundMessage[]): OutboundMessage | undefined => {
  const items = messages.flatMap((message) => (message.type === 'bloc' ? message.items : [message]));
  return items.length > 1 ? { type: 'bloc', items } : items[0];
};

/** Reads the content of a broadcast as it is now. Fails when it is gone, or cannot go to this audience. */
export const sendingOf = async (
  { library, quizFlows }: Pick<Room, 'library' | 'quizFlows'>,
  content: BroadcastContent,
  audience: Audience,
): Promise<Result<Sending>> => {
  switch (content.type) {
    case 'text':
      return ok({ type: 'message', message: { type: 'text', text: content.text }, label: labelOf(content.text) });
    case 'material': {
      const found = await library.material(content.id);
      if (!found.ok) return found;
      const message = asOne(found.value);
      if (!message) return fail('broadcast.empty_material', 'Tài liệu này chưa có nội dung để gửi.', 'body.content');
      const text = found.value.find((one) => one.type === 'text');
      return ok({ type: 'message', message, label: labelOf(text?.text ?? content.id) });
    }
    case 'quiz': {
      if (audience.to === 'people' && quizFlows.direct === undefined)
        return fail(
          'broadcast.quiz_needs_groups',
          'Bộ câu hỏi chỉ gửi được vào nhóm, chị chọn người nhận là các nhóm.',
          'body.audience.to',
        );
      const found = await library.quiz(content.id);
      return found.ok ? ok({ type: 'flow', quiz: content.id, label: labelOf(found.value.title) }) : found;
    }
  }
};
