import type { IncomingCase } from '../harness.ts';
import { APP, AT, BA_BE, batch, CHO_RA, entry, fromLan, HOA, LAN, signed, told, toldMessage } from './accounts.ts';
import { DONE, deep, later, MID, tested, unknown } from './events.ts';

/** What is about the account itself, whole batches, strangers and rubbish. */
export const batches: readonly IncomingCase[] = [
  // The account itself.
  {
    name: 'says that the Page was blocked',
    ...signed(
      batch(
        entry([{ recipient: { id: BA_BE }, timestamp: AT, policy_enforcement: { action: 'block', reason: 'Spam' } }]),
      ),
    ),
    ...DONE,
    notes: [
      {
        type: 'state',
        account: '{ba-be}',
        report: {
          state: 'blocked',
          sentence:
            'Facebook đã chặn Trang gửi tin. Chị mở mục Chất lượng Trang trên Facebook để xem và khiếu nại. Lý do Facebook ghi: Spam',
        },
      },
    ],
  },
  {
    name: 'says that the Page was set free',
    ...signed(batch(entry([{ recipient: { id: BA_BE }, policy_enforcement: { action: 'unblock' } }]))),
    ...DONE,
    notes: [
      {
        type: 'state',
        account: '{ba-be}',
        report: { state: 'connected', sentence: 'Facebook đã bỏ chặn, Trang gửi tin lại được.' },
      },
    ],
  },
  {
    name: 'passes over events that change nothing',
    ...signed(
      batch(
        entry([
          { recipient: { id: BA_BE }, timestamp: AT, app_roles: { [APP]: ['automation'] } },
          fromLan({ response_feedback: { feedback: 'Good response', mid: MID } }),
          fromLan({ account_linking: { status: 'unlinked' } }),
        ]),
      ),
    ),
    ...DONE,
  },
  {
    name: 'shows that the dashboard’s test button arrived',
    ...signed(batch({ id: '0', time: AT, changes: [{ field: 'messages', value: { sender: { id: '12334' } } }] })),
    ...DONE,
    notes: tested('nút thử trên trang của Facebook: messages', '{ba-be}', '{cho-ra}'),
  },

  // Batches, strangers and rubbish.
  {
    name: 'takes a batch over several Pages, each event for its own',
    ...signed(
      batch(
        entry([fromLan({ message: { mid: 'm_1', text: 'ba bể' } })]),
        entry(
          [
            {
              sender: { id: HOA },
              recipient: { id: CHO_RA },
              timestamp: AT,
              message: { mid: 'm_2', text: 'chợ rã' },
            },
          ],
          { id: CHO_RA },
        ),
      ),
    ),
    ...DONE,
    told: [
      toldMessage('m_1', 'ba bể'),
      told({ type: 'message', id: 'm_2', messageId: 'm_2', text: 'chợ rã', attachments: [] }, '{cho-ra}', HOA),
    ],
  },
  {
    name: 'tells a batch in the order in which it happened',
    ...signed(
      batch(
        entry([
          fromLan({ timestamp: AT + 2, message: { mid: 'm_3', text: 'ba' } }),
          fromLan({ timestamp: AT, message: { mid: 'm_1', text: 'một' } }),
          fromLan({ timestamp: AT + 1, message: { mid: 'm_2', text: 'hai' } }),
        ]),
      ),
    ),
    ...DONE,
    told: [toldMessage('m_1', 'một'), later(toldMessage('m_2', 'hai'), 1), later(toldMessage('m_3', 'ba'), 2)],
  },
  {
    name: 'leaves a Page of others alone and notes it without its talk',
    ...signed(batch(entry([fromLan({ message: { mid: MID, text: 'riêng tư' } })], { id: '999' }))),
    ...DONE,
    notes: [unknown('wrong_page', { page: '999' })],
  },
  {
    name: 'notes what is not of a Page',
    ...signed({ object: 'instagram', entry: [{ id: BA_BE }] }),
    ...DONE,
    notes: [unknown('object.instagram', { object: 'instagram', entry: [{ id: BA_BE }] })],
  },
  {
    name: 'notes an event of an unknown kind and still takes its neighbours',
    ...signed(
      batch(
        entry([fromLan({ hologram: { x: 1 } }), 'rubbish', null, fromLan({ message: { mid: MID, text: 'có ạ' } })]),
      ),
    ),
    ...DONE,
    told: [toldMessage(MID, 'có ạ')],
    notes: [
      unknown('hologram', fromLan({ hologram: { x: 1 } })),
      unknown('not_an_event', 'rubbish'),
      unknown('not_an_event', null),
    ],
  },
  {
    name: 'notes other changes of the Page',
    ...signed(batch({ id: BA_BE, time: AT, changes: [{ field: 'inbox_labels', value: {} }] })),
    ...DONE,
    notes: [unknown('changes.inbox_labels', { field: 'inbox_labels', value: {} })],
  },
  {
    name: 'notes a message without an id, or of the Page to itself',
    ...signed(
      batch(
        entry([
          fromLan({ message: { text: 'a' } }),
          { sender: { id: BA_BE }, recipient: { id: BA_BE }, message: { mid: 'm' } },
        ]),
      ),
    ),
    ...DONE,
    notes: [
      unknown('message', fromLan({ message: { text: 'a' } })),
      unknown('message', { sender: { id: BA_BE }, recipient: { id: BA_BE }, message: { mid: 'm' } }),
    ],
  },
  {
    name: 'drops hostile keys',
    ...signed(
      `{"object":"page","__proto__":{"x":1},"entry":[{"id":"${BA_BE}","time":${AT},"messaging":[{"constructor":{"prototype":{"x":1}},"sender":{"id":"${LAN}"},"recipient":{"id":"${BA_BE}"},"timestamp":${AT},"message":{"mid":"${MID}","text":"a","__proto__":{"is_echo":true}}}]}]}`,
    ),
    ...DONE,
    told: [toldMessage(MID, 'a')],
  },
  {
    name: 'acknowledges a signed body that is nested too deep, and notes it',
    ...signed(deep(2000)),
    ...DONE,
    notes: [unknown('unreadable', null)],
  },
  {
    name: 'acknowledges a signed body that is no envelope, and notes it',
    ...signed('[]'),
    ...DONE,
    notes: [unknown('unreadable', null)],
  },
  { name: 'refuses another method', method: 'PUT', ...signed(batch()), status: 405 },
  { name: 'does not know other paths', path: `${APP}/other`, ...signed(batch()), status: 404 },
  { name: 'does not know an app that no account names', path: '42', ...signed(batch()), status: 404 },
];
