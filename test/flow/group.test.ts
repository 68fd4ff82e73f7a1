import { describe, expect, test } from 'vitest';
import { checkFlows } from '../../src/flow/check/check.ts';
import { testActions } from './support/actions.ts';
import { flowsOf } from './support/flows.ts';
import { ended, labels, talk, texts } from './support/talk.ts';

const QUIZ = `scope: group
steps:
  - quiz:
      - { text: Một?, options: [đúng ạ, sai ạ], answer: 0 }
      - { text: Hai?, options: [đúng ạ, sai ạ], answer: 0 }
    seconds: 30
    save: kq
  - say: '{{ kq.people }} người, hết: {{ kq.finished }}'
`;

const begun = (source: string) => {
  const chat = talk(flowsOf({ x: source }));
  chat.start();
  return chat;
};

describe('a live quiz', () => {
  test('is stopped by whoever started it, with what was played', () => {
    const chat = begun(QUIZ);
    chat.turn({ Bob: '1' });
    expect(chat.turn({ Bob: 'dừng' })).toEqual([{ unhandled: true }]);
    const out = chat.say('dừng');
    expect(out).toContainEqual({ clear_timer: 'q1' });
    expect(texts(out).at(-1)).toBe('1 người, hết: false');
  });

  test('counts the last answer of each person', () => {
    const chat = begun(QUIZ);
    chat.turn({ Bob: '2' });
    chat.turn({ Bob: { vote: ['s1.1.A'] } });
    expect(texts(chat.turn({ after: '30s' }))[0]).toContain('1/1 người trả lời đúng');
  });

  test('takes no answer for a question that is closed', () => {
    const chat = begun(QUIZ);
    chat.turn({ after: '30s' });
    expect(chat.turn({ Bob: { vote: ['s1.1.A'] } })).toEqual([{ unhandled: true }]);
  });

  test('says so when nobody answers', () => {
    const chat = begun(QUIZ);
    const out = texts(chat.turn({ after: '2m' }));
    expect(out[0]).toContain('Câu này chưa có ai trả lời ạ.');
    expect(out).toContain('Lần này chưa có ai trả lời ạ.');
  });

  test('with a poll takes a vote back', () => {
    const chat = begun(QUIZ.replace('    seconds: 30\n', '    seconds: 30\n    poll: true\n'));
    chat.turn({ Bob: { vote: ['s1.1.A'] } });
    chat.turn({ Bob: { vote: [] } });
    expect(texts(chat.turn({ after: '30s' }))[0]).toContain('Câu này chưa có ai trả lời ạ.');
  });

  test('gives equal results one rank, and lists ten rows at most', () => {
    const chat = talk(flowsOf({ x: QUIZ }), {
      people: Object.fromEntries(
        ['Ann', ...Array.from({ length: 12 }, (_, index) => `P${index}`)].map((name) => [
          name,
          { name, address: 'chị' },
        ]),
      ),
    });
    chat.start();
    for (let index = 0; index < 12; index += 1) chat.turn({ [`P${index}`]: index < 3 ? '1' : '2' });
    const board = texts(chat.turn({ after: '1m' })).find((text) => text.startsWith('🏆')) ?? '';
    expect(board.split('\n').slice(1, 5)).toEqual(['1. P0: 1/2', '1. P1: 1/2', '1. P2: 1/2', '4. P10: 0/2']);
    expect(board.split('\n').at(-1)).toBe('… và 2 người nữa');
  });
});

const COLLECT = `steps:
  - collect: Dự họp ạ?
    options: [{ label: Có, value: co }, { label: Không, value: khong }]
    for: 1h
    do: test.rsvp
    args: { who: =nguoi.id, answer: =tra_loi }
    save: kq
  - say: '{{ kq.counts.co }} có, {{ kq.counts.khong }} không'
`;

describe('collect', () => {
  test('counts a person once, by her last word, and runs the action for each of them', () => {
    const chat = begun(`scope: group\n${COLLECT}`);
    expect(chat.turn({ Bob: 'có' }).filter((one) => one.do)).toHaveLength(1);
    // The same again runs it again: in between she may have said otherwise elsewhere.
    expect(chat.turn({ Bob: 'có' }).filter((one) => one.do)).toHaveLength(1);
    expect(chat.turn({ Bob: 'không' }).filter((one) => one.do)).toHaveLength(1);
    expect(texts(chat.turn({ after: '1h' }))).toEqual(['0 có, 1 không']);
  });

  test('with one person closes with her answer', () => {
    const chat = begun(COLLECT);
    expect(texts(chat.say('em bận rồi ạ, không đi được'))).toEqual(['0 có, 1 không']);
    expect(chat.over).toBe(true);
  });
});

describe('private words', () => {
  test('never go to the group when there is nobody to send them to', () => {
    const flows = flowsOf({ x: 'steps:\n  - say: Riêng ạ.\n    private: true\n' });
    const out = talk(flows, { thread: 'group', person: undefined }).start();
    expect(texts(out)).not.toContain('Riêng ạ.');
    expect(ended(out)).toBe('failed');
  });

  test('a private flow is not started for a whole group', () => {
    const out = talk(flowsOf({ x: 'private: true\nsteps:\n  - say: Riêng ạ.\n' }), {
      thread: 'group',
      person: undefined,
    }).start();
    expect(texts(out)).not.toContain('Riêng ạ.');
    expect(ended(out)).toBe('failed');
  });
});

describe('remarks in a group', () => {
  test('a picture for somebody else is no answer, one that was asked for is', () => {
    const asked = (type: string) => {
      const chat = talk(flowsOf({ x: `steps:\n  - ask: Gì ạ?\n    type: ${type}\n  - say: cảm ơn ạ\n` }), {
        thread: 'group',
      });
      chat.start();
      return chat;
    };
    expect(labels(asked('number').start())).toEqual([]);
    expect(texts(asked('photo').turn({ Ann: { photo: 'https://a/b.jpg' } }))).toEqual(['cảm ơn ạ']);
  });
});

test.each([
  ['private in a group flow', 'scope: group\nsteps:\n  - say: a\n    private: true\n', 'group-step'],
  [
    'two options with one value',
    'steps:\n  - choose: a\n    options: [{ label: Một, value: x }, { label: Hai, value: x }]\n',
    'duplicate-option',
  ],
  ['empty for written options', 'steps:\n  - choose: a\n    options: [Một, Hai]\n    empty: [end]\n', 'option-list'],
  [
    'args without do',
    'scope: group\nsteps:\n  - collect: a\n    options: [Có, Không]\n    for: 1h\n    args: { x: 1 }\n',
    'action-args',
  ],
  ['a default of another type', 'vars: { n: { type: number, default: ba } }\nsteps:\n  - say: a\n', 'bad-value'],
  [
    'a trigger without words',
    "vars: { q: { type: text, default: '' } }\ntriggers: ['{q}']\nsteps:\n  - say: a\n",
    'trigger-variable',
  ],
  [
    'a trigger that leaves a variable out',
    'vars: { q: text }\ntriggers: [tra cứu]\nsteps:\n  - say: a\n',
    'trigger-variable',
  ],
  [
    'a text of the header that reads a later variable',
    "help: '{{ x }}'\nsteps:\n  - ask: a\n    save: x\n",
    'unset-variable',
  ],
  [
    'a field that a quiz result does not have',
    "steps:\n  - quiz: =[]\n    save: k\n  - say: '{{ k.diem }}'\n",
    'unknown-field',
  ],
  ['a field of a text', "steps:\n  - ask: a\n    save: x\n  - say: '{{ x.ten }}'\n", 'unknown-field'],
  ['a group flow that calls a flow of one person', 'scope: group\nsteps:\n  - call: y\n', 'group-step'],
])('the checker finds %s', (_what, source, rule) => {
  const files = [
    { path: 'x.yaml', source: `flow: x\nformat: 1\ntitle: x\n${source}` },
    { path: 'y.yaml', source: 'flow: y\nformat: 1\ntitle: y\nsteps:\n  - say: y\n' },
  ];
  expect(checkFlows(files, testActions).problems.map((problem) => problem.rule)).toEqual([rule]);
});
