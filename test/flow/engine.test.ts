import { describe, expect, test } from 'vitest';
import { recompileFlow } from '../../src/flow/compile/flow-file.ts';
import { createEngine } from '../../src/flow/engine/engine.ts';
import { flowLibrary } from '../../src/flow/library.ts';
import type { FlowEvent, Session } from '../../src/flow/session.ts';
import { vietnamese } from '../../src/language/index.ts';
import { flowsOf } from './support/flows.ts';
import { ended, engineOf, talk, texts } from './support/talk.ts';

const failedDetail = (shown: readonly Readonly<Record<string, unknown>>[]) =>
  shown.find((one) => one.ended === 'failed')?.detail;

describe('limits end with an apology, never with a hang', () => {
  test('a loop of steps', () => {
    const out = talk(flowsOf({ x: 'steps:\n  - id: lai\n    set: { a: =1 }\n  - goto: lai\n' })).start();
    expect(texts(out)[0]).toContain('trục trặc');
    expect(failedDetail(out)).toBe('more than 200 steps for one event in flow x');
  });

  test('a loop of actions', () => {
    const chat = talk(flowsOf({ x: 'steps:\n  - id: lai\n    do: test.classes\n  - goto: lai\n' }));
    chat.start();
    let detail: unknown;
    for (let count = 0; count < 60 && !chat.over; count += 1) detail = failedDetail(chat.turn({ done: {} }));
    expect(detail).toBe('more than 50 actions in a row');
  });

  test('a flow that calls itself', () => {
    expect(failedDetail(talk(flowsOf({ x: 'steps:\n  - call: x\n' })).start())).toBe(
      'more than 10 flows inside one another',
    );
  });

  test('variables that grow', () => {
    const chat = talk(flowsOf({ x: 'steps:\n  - do: test.classes\n    save: d\n  - say: xong\n' }));
    chat.start();
    expect(failedDetail(chat.turn({ done: { classes: ['x'.repeat(1_000_001)] } }))).toContain(
      'more than 1000000 characters',
    );
  });

  test('a text that renders too much', () => {
    const chat = talk(
      flowsOf({
        x: "vars: { ds: { type: list, default: [] } }\nsteps:\n  - say: '{% for i in (1..100000000) %}x{% endfor %}'\n",
      }),
    );
    expect(failedDetail(chat.start())).toContain('memory');
  });

  test('a text longer than a message is cut', () => {
    const out = talk(flowsOf({ x: "steps:\n  - say: '{% for i in (1..25000) %}x{% endfor %}'\n" })).start();
    expect(texts(out)[0]).toHaveLength(20_000);
  });
});

describe('actions', () => {
  test('that break go the way of their step', () => {
    const chat = talk(
      flowsOf({ x: "steps:\n  - do: test.classes\n    on_error:\n      - say: 'Lỗi: {{ loi }}'\n  - say: Tiếp ạ.\n" }),
    );
    chat.start();
    expect(texts(chat.turn({ failed: 'hỏng' }))).toEqual(['Lỗi: hỏng', 'Tiếp ạ.']);
  });

  test('that break inside a called flow go the way of the caller when the called one has none', () => {
    const chat = talk(
      flowsOf({
        x: "on_error:\n  - say: 'Ngoài: {{ loi }}'\nsteps:\n  - call: y\n  - say: không tới\n",
        y: 'steps:\n  - do: test.classes\n',
      }),
    );
    chat.start();
    const out = chat.turn({ failed: 'hỏng' });
    expect(texts(out)).toEqual(['Ngoài: hỏng']);
    expect(ended(out)).toBe('failed');
  });

  test('that break without any way end with an apology', () => {
    const chat = talk(flowsOf({ x: 'steps:\n  - do: test.classes\n' }));
    chat.start();
    const out = chat.turn({ failed: 'hỏng' });
    expect(texts(out)[0]).toContain('Em xin lỗi chị');
    expect(ended(out)).toBe('failed');
  });

  test('give results only to the effect that asked', () => {
    const flows = flowsOf({ x: 'steps:\n  - do: test.classes\n    save: d\n' });
    const engine = engineOf(flows);
    const begun = engine.step(undefined, { ...START_EVENT, flow: 'x' }, NOW);
    expect(begun.session?.waiting).toBeNull();
    const other = engine.step(begun.session, { type: 'action_done', effect: 's1:9:9', value: {} }, NOW);
    expect(other).toEqual({ session: begun.session, effects: [], handled: false });
  });
});

const NOW = new Date('2026-11-20T12:00:00Z');
const START_EVENT: Extract<FlowEvent, { type: 'start' }> = {
  type: 'start',
  session: 's1',
  flow: 'x',
  scope: 'person',
  threadKind: 'direct',
  person: { id: 'ann', name: 'Ann', address: 'chị' },
  vars: {},
};
const said = (text: string): FlowEvent => ({
  type: 'message',
  messageId: 'm1',
  person: { id: 'ann', name: 'Ann', address: 'chị' },
  text,
  attachments: [],
});

describe('versions', () => {
  const before = flowsOf({ x: "steps:\n  - ask: Cũ ạ?\n    save: a\n  - say: 'cũ {{ a }}'\n" });
  const after = flowsOf({ x: "steps:\n  - say: Mới ạ.\n  - ask: Mới ạ?\n    save: b\n  - say: 'mới {{ b }}'\n" });
  const running = engineOf(before).step(undefined, START_EVENT, NOW).session;

  const deps = { understanding: vietnamese, zone: 'Asia/Ho_Chi_Minh' };

  test('a running session goes on with the version that it started with', () => {
    const stored = before
      .map(({ source }) => recompileFlow(JSON.parse(JSON.stringify(source))))
      .flatMap((flow) => flow ?? []);
    const engine = createEngine({ flows: flowLibrary(after, vietnamese, stored), ...deps });
    const { effects } = engine.step(running, said('Lan'), NOW);
    expect(effects[0]).toMatchObject({ message: { text: 'cũ Lan' } });
  });

  test('a session whose version is gone ends politely', () => {
    const engine = createEngine({ flows: flowLibrary(after, vietnamese), ...deps });
    const { session, effects } = engine.step(running, said('Lan'), NOW);
    expect(session).toBeUndefined();
    expect(effects.map(({ type }) => type)).toEqual(['send', 'ended']);
  });

  test('a session of another format ends politely', () => {
    const { effects } = engineOf(before).step({ ...(running as Session), v: 99 }, said('Lan'), NOW);
    expect(effects.at(-1)).toMatchObject({
      type: 'ended',
      reason: 'failed',
      detail: 'a session of version 99 cannot be read',
    });
  });
});

describe('starting', () => {
  const flows = flowsOf({ x: "vars: { n: number }\nsteps:\n  - say: 'n={{ n }}'\n" });

  test('gives the flow its variables', () => {
    expect(texts(talk(flows, { vars: { n: 3 } }).start())).toEqual(['n=3']);
  });

  test.each([
    [{}, 'flow x was started without "n"'],
    [{ n: 'ba' }, '"n" of flow x is not of type number'],
  ])('with %o fails', (vars, detail) => {
    expect(failedDetail(talk(flows, { vars }).start())).toBe(detail);
  });

  test('an unknown flow fails', () => {
    const { effects } = engineOf(flows).step(undefined, { ...START_EVENT, flow: 'la-gi' }, NOW);
    expect(effects.at(-1)).toMatchObject({ reason: 'failed', detail: 'flow la-gi is not known' });
  });

  test('a private flow leaves the group', () => {
    const chat = talk(flowsOf({ x: 'private: true\nsteps:\n  - say: Riêng ạ.\n' }), { thread: 'group' });
    expect(chat.start()).toEqual([{ start_direct: 'x', person: 'contact:Ann', vars: {} }, { ended: 'done' }]);
  });

  test('anything but a start without a session does nothing', () => {
    expect(engineOf(flows).step(undefined, said('chào'), NOW)).toEqual({
      session: undefined,
      effects: [],
      handled: false,
    });
  });

  test('a flow that asks one person cannot run for a whole group', () => {
    const { effects } = engineOf(flowsOf({ x: 'steps:\n  - ask: Tên ạ?\n' })).step(
      undefined,
      { ...START_EVENT, scope: 'group', threadKind: 'group' },
      NOW,
    );
    expect(effects.at(-1)).toMatchObject({ detail: 'flow x asks one person but runs for a whole group' });
  });
});

describe('steps', () => {
  test('wait goes on when the time has come, and leaves messages alone meanwhile', () => {
    const chat = talk(flowsOf({ x: 'steps:\n  - wait: 10m\n  - say: Đây ạ.\n' }));
    chat.start();
    expect(chat.say('em ơi')).toEqual([{ unhandled: true }]);
    expect(texts(chat.turn({ after: '10m' }))).toEqual(['Đây ạ.']);
  });

  test('wait until a moment that has passed does not wait', () => {
    expect(texts(talk(flowsOf({ x: 'steps:\n  - wait: { until: =bay_gio }\n  - say: Đây ạ.\n' })).start())).toEqual([
      'Đây ạ.',
    ]);
  });

  test('send takes a message or a list of messages from a variable', () => {
    const chat = talk(flowsOf({ x: 'steps:\n  - do: test.classes\n    save: d\n  - send: =d\n' }));
    chat.start();
    const out = chat.turn({
      done: [
        { type: 'text', text: 'một' },
        { type: 'image', imageUrl: 'a.png', title: null },
      ],
    });
    expect(out.slice(0, 2)).toEqual([{ say: 'một' }, { send: { type: 'image', imageUrl: 'a.png' } }]);
  });

  test('send of something that is no message fails', () => {
    const chat = talk(flowsOf({ x: 'steps:\n  - do: test.classes\n    save: d\n  - send: =d\n' }));
    chat.start();
    expect(failedDetail(chat.turn({ done: { type: 'choice', text: 'a', options: [] } }))).toContain('options');
  });

  test('set computes all its values from the variables before it', () => {
    const chat = talk(
      flowsOf({ x: "steps:\n  - set: { a: =1, b: =2 }\n  - set: { a: =b, b: =a }\n  - say: '{{ a }}{{ b }}'\n" }),
    );
    expect(texts(chat.start())).toEqual(['21']);
  });

  test('say in a group goes to the person alone when it is private', () => {
    const out = talk(flowsOf({ x: 'steps:\n  - say: Điểm ạ.\n    private: true\n' }), { thread: 'group' }).start();
    expect(out[0]).toEqual({ say: 'Điểm ạ.', to: 'contact:Ann' });
  });

  test('one of several wordings is picked, the same one every time', () => {
    const flows = flowsOf({ x: 'steps:\n  - say: [một, hai, ba]\n' });
    const said = texts(talk(flows).start());
    expect(['một', 'hai', 'ba']).toContain(said[0]);
    expect(texts(talk(flows).start())).toEqual(said);
  });

  test('effect ids are unique and made of session, turn and number', () => {
    const engine = engineOf(flowsOf({ x: 'steps:\n  - say: a\n  - say: b\n  - ask: c\n' }));
    const { effects } = engine.step(undefined, START_EVENT, NOW);
    expect(effects.map(({ id }) => id)).toEqual(['s1:1:1', 's1:1:2', 's1:1:3', 's1:1:4']);
  });
});
