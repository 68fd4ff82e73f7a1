import { describe, expect, test } from 'vitest';
import { flowsOf } from './support/flows.ts';
import { ended, labels, talk, texts } from './support/talk.ts';

const fixed = () => {
  const chat = talk(
    flowsOf({
      chon: `steps:
  - choose: Chọn ạ?
    options:
      - Tài liệu
      - { label: Lịch họp, value: ngay_hop }
      - { label: Lịch học, value: hoc }
      - { label: Menu khác, value: khac }
    save: x
  - say: 'x={{ x }}'
`,
    }),
  );
  chat.start();
  return chat;
};

const understood: readonly [how: string, said: string, saved: string][] = [
  ['number', '2', 'ngay_hop'],
  ['letter', 'c', 'hoc'],
  ['text', 'Lịch họp', 'ngay_hop'],
  ['text without marks', 'tai lieu', 'Tài liệu'],
  ['part of the text', 'họp', 'ngay_hop'],
];
test.each(understood)('choose takes an answer by %s', (_how, said, saved) => {
  expect(texts(fixed().say(said))).toEqual([`x=${saved}`]);
});

describe('choose', () => {
  test('takes a pressed button', () => {
    expect(texts(fixed().turn({ Ann: { press: 'hoc', text: 'Lịch học' } }))).toEqual(['x=hoc']);
  });

  test('asks which when an answer fits several, and numbers are those on the screen', () => {
    const chat = fixed();
    expect(labels(chat.say('lich'))).toEqual(['Lịch họp', 'Lịch học']);
    expect(texts(chat.say('2'))).toEqual(['x=hoc']);
  });

  test('asks again with the options, then gives up', () => {
    const chat = fixed();
    expect(labels(chat.say('xyz'))).toHaveLength(4);
    chat.say('xyz');
    expect(ended(chat.say('xyz'))).toBe('stopped');
  });
});

const listed = (rows: string, extra = '') => {
  const chat = talk(
    flowsOf({
      chon: `vars: { ds: { type: list, default: [] } }
steps:
  - set: { ds: '=${rows}' }
  - choose: Chọn ạ?
    options: =ds
    save: x
    empty:
      - say: Trống ạ.
      - end
${extra}  - say: 'x={{ x }}'
`,
    }),
  );
  return chat;
};

describe('choose from a list', () => {
  test('goes its own way when the list is empty', () => {
    expect(texts(listed('[]').start())).toEqual(['Trống ạ.']);
  });

  test('shows rows with label and saves their value', () => {
    const chat = listed('[{"label": "Một", "value": 1}, {"label": "Hai", "value": 2}]');
    expect(labels(chat.start())).toEqual(['Một', 'Hai']);
    expect(texts(chat.say('hai'))).toEqual(['x=2']);
  });

  test('shows ten at a time and finds a row of another page by its words', () => {
    const names = Array.from({ length: 23 }, (_, index) => `"Chi hội số ${index + 1}"`).join(', ');
    const chat = listed(`[${names}]`);
    expect(labels(chat.start())).toHaveLength(11);
    expect(labels(chat.say('xem thêm'))[0]).toBe('Chi hội số 11');
    expect(texts(chat.say('1'))).toEqual(['x=Chi hội số 11']);
    const other = listed(`[${names}]`);
    other.start();
    expect(texts(other.say('chi hội số 23'))).toEqual(['x=Chi hội số 23']);
  });

  test('puts over-long labels into the text, under letters', () => {
    const long = 'dài '.repeat(60).trim();
    const out = listed(`["${long}", "ngắn"]`).start();
    expect(labels(out)).toEqual(['A', 'B']);
    expect(texts(out)[0]).toContain(`A. ${long}`);
  });
});
