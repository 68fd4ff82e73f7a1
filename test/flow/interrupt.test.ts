import { describe, expect, test } from 'vitest';
import { flowsOf } from './support/flows.ts';
import { ended, labels, talk, texts } from './support/talk.ts';

const base = {
  chinh: `help: Trợ giúp của kịch bản.
steps:
  - ask: Tên ạ?
    save: ten_goi
  - ask: Tuổi ạ?
    type: number
    help: Ghi tuổi bằng số ạ.
    save: tuoi
  - say: '{{ ten_goi }} {{ tuoi }}'
`,
  menu: `commands: [menu]
steps:
  - choose: Danh mục ạ
    options: [Tra cứu, Đóng lại]
`,
  'tra-cuu': `triggers: ['tài liệu {query}']
vars: { query: { type: text, default: '' } }
steps:
  - say: 'Tài liệu về {{ query }} ạ.'
`,
  'dung-nhan': `commands: [stop]
steps:
  - subscribe: off
  - say: Em không nhắn nữa ạ.
`,
};

const begun = (more: Readonly<Record<string, string>> = {}) => {
  const chat = talk(flowsOf({ ...base, ...more }));
  chat.start();
  chat.say('Lan');
  return chat;
};

describe('in every step', () => {
  test.each([['trợ giúp'], ['tro giup'], ['?']])('"%s" helps and asks again', (said) => {
    expect(texts(begun().say(said))).toEqual(['Ghi tuổi bằng số ạ.\n\nTuổi ạ?']);
  });

  test('"menu" pauses, and the flow goes on where it was', () => {
    const chat = begun();
    expect(texts(chat.say('menu'))).toEqual(['Danh mục ạ']);
    expect(texts(chat.say('dong lai'))).toEqual(['Chị có muốn làm tiếp "chinh" không ạ?']);
    expect(texts(chat.say('có'))).toEqual(['Tuổi ạ?']);
    expect(texts(chat.say('40'))).toEqual(['Lan 40']);
  });

  test('"menu" inside the menu begins it again, not a second one', () => {
    const chat = begun();
    chat.say('menu');
    expect(texts(chat.say('menu'))).toEqual(['Danh mục ạ']);
    chat.say('2');
    expect(texts(chat.say('tiếp tục'))).toEqual(['Tuổi ạ?']);
  });

  test('"không" after an interruption ends the paused flow', () => {
    const chat = begun();
    chat.say('menu');
    chat.say('2');
    expect(ended(chat.say('thôi'))).toBe('stopped');
  });

  test('the trigger of another flow runs it in between', () => {
    const chat = begun();
    const out = texts(chat.say('tai lieu bao luc gia dinh'));
    expect(out).toEqual(['Tài liệu về bao luc gia dinh ạ.', 'Chị có muốn làm tiếp "chinh" không ạ?']);
    expect(texts(chat.say('ừ'))).toEqual(['Tuổi ạ?']);
  });

  test('"dừng" ends politely', () => {
    const out = begun().say('dừng');
    expect(texts(out)).toEqual(['Vâng, em dừng ở đây ạ. Chị cần gì cứ nhắn em.']);
    expect(ended(out)).toBe('stopped');
  });

  test('"dừng nhận tin" runs the flow that answers it', () => {
    const out = begun().say('dừng nhận tin');
    expect(out).toContainEqual({ subscribe: 'off' });
    expect(ended(out)).toBe('done');
  });

  test('"gặp cán bộ" hands over, is silent, and goes on at "tiếp tục"', () => {
    const chat = begun();
    expect(chat.say('gap can bo')).toContainEqual({ hand_over: 'Ann muốn gặp cán bộ (đang ở: chinh)' });
    expect(chat.say('chị đang ở đâu')).toEqual([{ unhandled: true }]);
    expect(texts(chat.say('tiep tuc'))).toEqual(['Tuổi ạ?']);
    expect(texts(chat.say('40'))).toEqual(['Lan 40']);
  });

  test('"quay lại" asks the question before once more', () => {
    const chat = begun();
    expect(texts(chat.say('quay lại'))).toEqual(['Tên ạ?']);
    chat.say('Mai');
    expect(texts(chat.say('40'))).toEqual(['Mai 40']);
  });

  test('"quay lại" does not go back over an action', () => {
    const chat = talk(
      flowsOf({
        x: "steps:\n  - ask: Một ạ?\n  - do: test.classes\n    save: d\n  - ask: 'Hai ạ? {{ d.classes | size }}'\n",
      }),
    );
    chat.start();
    chat.say('a');
    chat.turn({ done: { classes: [] } });
    expect(texts(chat.say('quay lại'))[0]).toContain('không quay lại');
  });

  test('an option that is called like a command is an option', () => {
    const chat = talk(
      flowsOf({
        ...base,
        x: "steps:\n  - choose: Chọn\n    options: [Menu, Trợ giúp]\n    save: y\n  - say: 'y={{ y }}'\n",
      }),
      { flow: 'x' },
    );
    chat.start();
    expect(texts(chat.say('tro giup'))).toEqual(['y=Trợ giúp']);
  });

  test('a word to somebody else in the group is left alone, a plain answer is taken', () => {
    const chat = talk(
      flowsOf({ x: "steps:\n  - choose: Chọn ạ\n    options: [Đi họp, Ở nhà]\n    save: y\n  - say: 'y={{ y }}'\n" }),
      {
        thread: 'group',
      },
    );
    chat.start();
    expect(chat.turn({ Ann: { text: 'menu', addressed: false } })).toEqual([{ unhandled: true }]);
    expect(chat.turn({ Ann: { text: 'mai mình ở nhà trông cháu nhé', addressed: false } })).toEqual([
      { unhandled: true },
    ]);
    expect(chat.turn({ Bob: 'đi họp' })).toEqual([{ unhandled: true }]);
    expect(texts(chat.turn({ Ann: { text: 'đi họp', addressed: false } }))).toEqual(['y=Đi họp']);
  });
});

describe('silence', () => {
  const flows = () =>
    flowsOf({
      x: 'timeout: { nudge: 1h, end: 3h, nudge_say: Em vẫn chờ ạ., say: Em tạm dừng ạ. }\nsteps:\n  - ask: Tên ạ?\n    save: t\n  - ask: Tuổi ạ?\n    save: u\n',
    });

  test('nudges once, then ends', () => {
    const chat = talk(flows());
    chat.start();
    expect(texts(chat.turn({ after: '1h' }))).toEqual(['Em vẫn chờ ạ.\n\nTên ạ?']);
    const out = chat.turn({ after: '2h' });
    expect(texts(out)).toEqual(['Em tạm dừng ạ.']);
    expect(ended(out)).toBe('timed_out');
  });

  test('is counted from the last answer, with one timer at a time', () => {
    const chat = talk(flows());
    chat.start();
    chat.turn({ after: '50m' });
    expect(chat.say('Lan').some((one) => one.set_timer)).toBe(false);
    expect(texts(chat.turn({ after: '30m' }))).toEqual([]);
    expect(texts(chat.turn({ after: '31m' }))).toEqual(['Em vẫn chờ ạ.\n\nTuổi ạ?']);
  });

  test('in a quiz keeps what was answered: the flow still records it', () => {
    const chat = talk(
      flowsOf({
        x: `timeout: 1h
steps:
  - quiz:
      - { text: Một?, options: [đúng ạ, sai ạ], answer: 0 }
      - { text: Hai?, options: [đúng ạ, sai ạ], answer: 0 }
    save: kq
  - do: test.record
    args: { answers: =kq.answers }
  - ask: Còn nữa ạ?
`,
      }),
    );
    chat.start();
    chat.say('1');
    const out = chat.turn({ after: '2h' });
    expect(out.filter((one) => one.do)).toHaveLength(1);
    expect(ended(chat.turn({ done: {} }))).toBe('timed_out');
  });
});

describe('labels', () => {
  test('of an offer to go on are two', () => {
    const chat = begun();
    chat.say('menu');
    expect(labels(chat.say('2'))).toEqual(['Làm tiếp', 'Thôi ạ']);
  });
});
