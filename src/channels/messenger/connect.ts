import { ok } from '../../base/result.ts';
import type { Abilities, Signal, Tell } from '../../chat/channel.ts';
import type { AccountContext, ConnectedChannel } from '../kind.ts';
import { createBucket } from './bucket.ts';
import { createGraph } from './graph.ts';
import { createMedia } from './media.ts';
import { createNames } from './names.ts';
import { createPage, FIELDS } from './page.ts';
import { createSending, type Sending } from './send.ts';
import type { Secrets, Settings } from './settings.ts';
import { createWatch } from './watch.ts';

const actionOf = (signal: Signal): Record<string, unknown> => {
  switch (signal.type) {
    case 'typing':
      return { sender_action: 'typing_on' };
    case 'seen':
      return { sender_action: 'mark_seen' };
    case 'react':
      return { sender_action: 'react', payload: { message_id: signal.messageId, reaction: signal.emoji } };
  }
};

/** Connects one Page. Receives by webhook, so `start` only begins to look after the connection. */
export const connect = (context: AccountContext<Settings, Secrets>, abilities: Abilities): ConnectedChannel => {
  const { settings, clock, account, logger } = context;
  let sending: Sending | undefined;
  const graph = createGraph(
    settings,
    () => context.secrets(),
    (usage) => sending?.noteUsage(usage),
  );
  let tell: Tell | undefined;
  const names = createNames(context, graph, () => tell);
  const page = createPage(settings, graph);
  sending = createSending({ context, graph, media: createMedia(context, graph), bucket: createBucket() });
  const { send, isRestricted } = sending;
  const watch = createWatch(page, clock, (report) => {
    // A restricted Page still answers to its name.
    if (report.state !== 'connected' || !isRestricted()) context.report(report);
  });

  return {
    account,
    kind: 'messenger',
    abilities,

    async start(to) {
      tell = to;
      watch.start();
    },
    async stop() {
      tell = undefined;
      watch.stop();
      names.stop();
    },

    async send(request) {
      const outcome = await send(request);
      if (outcome.type === 'sent') names.want(request.thread);
      return outcome;
    },

    async signal(thread, threadKind, signal) {
      if (threadKind === 'group') return;
      const answer = await graph({
        path: `${settings.pageId}/messages`,
        json: { recipient: { id: thread }, ...actionOf(signal) },
        timeoutMs: 5_000,
      });
      if (answer.type !== 'done') logger.debug({ account, signal: signal.type }, 'Meta did not take a sign');
    },

    async test() {
      const who = await page.identify();
      if (!who.ok) return who;
      const missing = await page.missingFields();
      if (!missing.ok) return missing;
      const { name } = who.value;
      return ok({
        name,
        facts: [
          `Trang: ${name} (${settings.pageId})`,
          missing.value.length === 0
            ? `Đã đăng ký đủ ${FIELDS.length} loại sự kiện.`
            : `Còn thiếu sự kiện: ${missing.value.join(', ')}. Chị bấm “Đăng ký sự kiện”.`,
          settings.utilityTemplate === undefined
            ? 'Ngoài 24 giờ Trang không nhắn trước: chưa có mẫu lời nhắc.'
            : `Ngoài 24 giờ lời nhắc đi theo mẫu “${settings.utilityTemplate}”.`,
        ],
      });
    },

    procedures: {
      subscribe: {
        label: 'Đăng ký sự kiện',
        about: 'Bảo Trang gửi tin nhắn và các sự kiện khác cho ứng dụng này.',
        run: () => page.subscribe(),
      },
      check_subscription: {
        label: 'Kiểm tra đăng ký',
        about: 'Hỏi Facebook xem Trang còn gửi đủ sự kiện cho ứng dụng này không.',
        async run() {
          const missing = await page.missingFields();
          if (!missing.ok) return missing;
          return ok(
            missing.value.length === 0
              ? 'Trang đang gửi đủ sự kiện.'
              : `Trang chưa gửi: ${missing.value.join(', ')}. Chị bấm “Đăng ký sự kiện”.`,
          );
        },
      },
      set_menu: {
        label: 'Đặt trình đơn',
        about: 'Đặt nút Bắt đầu và trình đơn bên khung nhắn tin, theo các mục ghi trong phần cài đặt.',
        run: () => page.setMenu(),
      },
    },
  };
};
