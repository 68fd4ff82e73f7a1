import { describe, expect, test } from 'vitest';
import { flowsOf } from './support/flows.ts';
import { ended, labels, talk, texts } from './support/talk.ts';

/** Asks once and says back what was saved. */
const asking = (fields: string) =>
  talk(
    flowsOf({ hoi: `steps:\n  - ask: Hỏi ạ?\n${fields.replace(/^/gm, '    ')}\n    save: x\n  - say: 'x={{ x }}'\n` }),
  );

const answers: readonly [kind: string, fields: string, said: string, saved: string][] = [
  ['text', 'type: text', '  Nguyễn Thị Lan ', 'Nguyễn Thị Lan'],
  ['number', 'type: number', 'hai mươi lăm', '25'],
  ['number zero, which is also the word for an officer', 'type: number', '0', '0'],
  ['yes', 'type: yes_no', 'co e', 'true'],
  ['no', 'type: yes_no', 'dạ không', 'false'],
  ['yes by its number', 'type: yes_no', '1', 'true'],
  ['date', 'type: date', '27/11', '2026-11-27'],
  ['date in the past', 'type: date\ndirection: past', '27/10', '2026-10-27'],
  ['moment', 'type: moment', '19h30 ngày 27/11', '2026-11-27T12:30:00.000Z'],
  ['phone', 'type: phone', '0912.345.678', '+84912345678'],
  ['skipped', 'optional: true', 'bo qua', ''],
];

test.each(answers)('ask takes a %s', (_kind, fields, said, saved) => {
  const chat = asking(fields);
  chat.start();
  expect(texts(chat.say(said)).at(-1)).toBe(`x=${saved}`);
});

const refused: readonly [kind: string, fields: string, said: string, reason: string][] = [
  ['no number', 'type: number', 'nhiều lắm', 'Em cần một con số ạ, ví dụ 25.'],
  ['too small a number', 'type: number\nmin: 5', '3', 'Con số cần từ 5 trở lên ạ.'],
  ['too great a number', 'type: number\nmax: 5', '30', 'Con số cần từ 5 trở xuống ạ.'],
  ['too long a text', 'type: text\nmax: 10', 'một câu rất dài', 'Câu trả lời dài quá 10 ký tự, em chưa ghi được ạ.'],
  [
    'a failed condition',
    'type: number\ncheck: tra_loi % 2 == 0',
    '3',
    'Câu trả lời chưa phù hợp, chị trả lời lại giúp em ạ.',
  ],
  ['words for a photo', 'type: photo', 'đây em', 'Chị gửi giúp em một tấm ảnh ạ.'],
];

test.each(refused)('ask says why it does not take %s, and asks again', (_kind, fields, said, reason) => {
  const chat = asking(fields);
  chat.start();
  expect(texts(chat.say(said))).toEqual([`${reason}\nHỏi ạ?`]);
});

describe('ask', () => {
  test('uses the words of the flow for asking again and for a failed condition', () => {
    const chat = asking('type: number\nagain: Ghi số ạ.\ncheck: tra_loi > 1\ncheck_say: "{{ tra_loi }} ít quá ạ."');
    chat.start();
    expect(texts(chat.say('gì cơ'))).toEqual(['Ghi số ạ.']);
    expect(texts(chat.say('1'))).toEqual(['1 ít quá ạ.']);
    expect(texts(chat.say('2'))).toEqual(['x=2']);
  });

  test('ends politely when the retries are used up and the flow has no other way', () => {
    const chat = asking('type: number\nretries: 1');
    chat.start();
    chat.say('gì cơ');
    const out = chat.say('gì cơ');
    expect(texts(out)[0]).toContain('gặp cán bộ');
    expect(ended(out)).toBe('stopped');
  });

  test('takes a photo with its address', () => {
    const chat = talk(
      flowsOf({ hoi: "steps:\n  - ask: Ảnh ạ?\n    type: photo\n    save: x\n  - say: 'x={{ x.url }}'\n" }),
    );
    chat.start();
    expect(texts(chat.turn({ Ann: { photo: 'https://a/b.jpg' } }))).toEqual(['x=https://a/b.jpg']);
  });

  test('asks for the hour when only a day was named, and keeps the day', () => {
    const chat = asking('type: moment');
    chat.start();
    expect(texts(chat.say('thứ sáu tuần sau'))[0]).toContain('27/11/2026');
    expect(texts(chat.say('19h'))).toEqual(['x=2026-11-27T12:00:00.000Z']);
  });

  test('asks a bare "dung" back before it is stored as text, and takes it when it was meant', () => {
    const chat = asking('type: text');
    chat.start();
    expect(labels(chat.say('dung'))).toEqual(['Dừng lại', 'Trả lời "dung"']);
    expect(texts(chat.say('2'))).toEqual(['x=dung']);
  });

  test('stops when a bare "dung" was meant as stop', () => {
    const chat = asking('type: text');
    chat.start();
    chat.say('dung');
    expect(ended(chat.turn({ Ann: { press: 'dung' } }))).toBe('stopped');
  });
});

describe('ask person', () => {
  const finding = () => {
    const chat = talk(
      flowsOf({ hoi: "steps:\n  - ask: Ai ạ?\n    type: person\n    save: x\n  - say: 'x={{ x.id }}'\n" }),
    );
    chat.start();
    return chat;
  };
  const lan = { id: 'p1', name: 'Nguyễn Thị Lan', label: 'Nguyễn Thị Lan, chi hội 3' };
  const lan2 = { id: 'p2', name: 'Nguyễn Thị Lan', label: 'Nguyễn Thị Lan, chi hội 5' };

  test('looks the name up and takes the only one found', () => {
    const chat = finding();
    expect(chat.say('chị Lan')).toContainEqual({
      do: 'org.find_person',
      args: { query: 'chị Lan' },
      person: 'contact:Ann',
    });
    expect(texts(chat.turn({ done: { candidates: [lan] } }))).toEqual(['x=p1']);
  });

  test('asks which one when several are found', () => {
    const chat = finding();
    chat.say('Lan');
    expect(labels(chat.turn({ done: { candidates: [lan, lan2] } }))).toEqual([lan.label, lan2.label]);
    expect(texts(chat.say('chi hội 5'))).toEqual(['x=p2']);
  });

  test('asks again when nobody is found', () => {
    const chat = finding();
    chat.say('Lan');
    expect(texts(chat.turn({ done: { candidates: [] } }))[0]).toContain('chưa tìm thấy');
  });

  test('keeps what she writes meanwhile until the search is done', () => {
    const chat = finding();
    chat.say('Lan');
    expect(chat.say('2')).toEqual([]);
    expect(texts(chat.turn({ done: { candidates: [lan, lan2] } })).at(-1)).toBe('x=p2');
  });
});
