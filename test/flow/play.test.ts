import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { drawFlow } from '../../src/flow/draw.ts';
import { GoldenCase } from '../../src/flow/play/case.ts';
import { playFlow } from '../../src/flow/play/play.ts';
import { flowsOf, sampleFlows } from './support/flows.ts';
import { engineOf, START } from './support/talk.ts';

const flows = sampleFlows();
const engine = engineOf(flows);
const flowNamed = (name: string) => {
  const flow = flows.find((one) => one.name === name);
  if (!flow) throw new Error(`no flow ${name}`);
  return flow;
};

async function* typed(...lines: string[]) {
  yield* lines;
}

const play = async (name: string, lines: readonly string[], act?: () => Promise<unknown>) => {
  const written: string[] = [];
  const golden = await playFlow({
    flow: flowNamed(name),
    engine,
    at: new Date(START),
    lines: typed(...lines),
    write: (line) => written.push(line),
    ...(act && { act }),
  });
  return { written, golden };
};

test('a play is printed, and comes out as a golden case that plays the same', async () => {
  const { written, golden } = await play('do-vui', ['1', '/press 2.C', 'đông']);
  expect(written).toContain('🤖 [choice] Câu 1/3: Thủ đô của Việt Nam là thành phố nào?');
  expect(written).toContain('     1. Hà Nội  [1.A]');
  expect(written.at(-1)).toBe('■ hết');
  const again = GoldenCase.parse(parse(golden));
  expect(again.turns).toHaveLength(4);
  expect(again.turns.at(-1)?.out?.at(-1)).toEqual({ ended: 'done' });
});

test('in a group several people speak, and time passes', async () => {
  const { written, golden } = await play('thi-nhom', ['b', '/as Bình', 'a', '/wait 1m', '/done {}', 'có', '/quit']);
  expect(written.some((line) => line.includes('🏆 Kết quả'))).toBe(true);
  expect(Object.keys(GoldenCase.parse(parse(golden)).people)).toEqual(['An', 'Bình']);
});

test('actions can be run for real', async () => {
  const { written } = await play('dang-ky', ['/quit'], async () => ({ classes: [{ id: 'a', title: 'Tin học' }] }));
  expect(written).toContain('     1. Tin học  [Tin học]');
});

test('what makes no sense is said and passed over', async () => {
  const { written } = await play('do-vui', ['/done {}', '/done x', '/la', '/wait lâu', '/quit']);
  expect(written).toContain('   (không có việc nào đang chạy)');
  expect(written).toContain('Kết quả phải là JSON, ví dụ: /done {"ok": true}');
  expect(written).toContain('Viết: /wait 10m');
});

test('a drawing shows every step and the way of every option', () => {
  expect(drawFlow(flowNamed('menu'))).toBe(`flowchart TD
  start(["Danh mục"]) --> s0
  s0[/"#123;#123; Xung_ho #125;#125; cần gì ạ?"/]
  s1[["→ do-vui"]]
  s3[["→ dang-ky"]]
  s7(["Hết"])
  s4{"xong == true"}
  s5["Hẹn gặp #123;#123; xung_ho #125;#125; ở lớp ạ."]
  s0 -->|"Đố vui"| s1
  s0 -->|"Đăng ký lớp"| s3
  s0 -->|"Không cần gì"| s7
  s1 --> s7
  s3 --> s4
  s4 -->|"đúng"| s5
  s4 -->|"sai"| s7
  s5 --> s7
`);
});

test('a drawing is safe against what would end a label', () => {
  const [flow] = flowsOf({ x: `steps:\n  - say: 'a "b" [c] | d'\n` });
  expect(flow && drawFlow(flow)).toContain('s0["a #34;b#34; #91;c#93; #124; d"]');
});
