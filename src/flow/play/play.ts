import { stringify } from 'yaml';
import type { CompiledFlow } from '../compile/ops.ts';
import type { Engine } from '../engine/engine.ts';
import { parseDuration } from '../schema/duration.ts';
import type { Doing, GoldenCase, TurnInput } from './case.ts';
import { Scenario, type Shown } from './scenario.ts';

export interface PlayOptions {
  readonly flow: CompiledFlow;
  readonly engine: Engine;
  readonly at: Date;
  readonly vars?: Readonly<Record<string, unknown>>;
  /** Lines as they are typed; the play ends with them, or with the conversation. */
  readonly lines: AsyncIterable<string>;
  readonly write: (line: string) => void;
  /** Runs an action for real. Absent: the person at the terminal types its result as JSON. */
  readonly act?: (
    action: string,
    args: Readonly<Record<string, unknown>>,
    person: string | undefined,
  ) => Promise<unknown>;
}

const HELP = `Gõ lời như người dùng. Lệnh:
  /as Bình        nói thay người khác (thêm người nếu chưa có)
  /press co       bấm nút có giá trị "co"
  /photo <url>    gửi ảnh            /vote <giá trị>   bình chọn
  /wait 10m       cho thời gian trôi
  /done {…}       kết quả của việc đang chạy (JSON)    /fail lý do
  /quit           thôi`;

const optionLines = (message: Readonly<Record<string, unknown>>): string[] => {
  const options = message['options'];
  if (!Array.isArray(options)) return [];
  return options.map(
    (option: { label?: unknown; value?: unknown }, index) =>
      `     ${index + 1}. ${String(option.label)}  [${String(option.value)}]`,
  );
};

/** What came out, as lines for a terminal. */
export const showLines = (shown: Shown): string[] => {
  if (typeof shown['say'] === 'string')
    return shown['say'].split('\n').map((line, index) => `${index === 0 ? '🤖 ' : '   '}${line}`);
  const message = shown['send'];
  if (typeof message === 'object' && message !== null) {
    const fields = message as Readonly<Record<string, unknown>>;
    const text = fields['text'] ?? fields['question'] ?? fields['title'] ?? JSON.stringify(message);
    return [`🤖 [${String(fields['type'])}] ${String(text)}`, ...optionLines(fields)];
  }
  return [`   · ${JSON.stringify(shown)}`];
};

/** A line typed at the terminal as what comes in; a text when it is a command that gives none. */
const readLine = (line: string, person: string): TurnInput | { readonly error: string } => {
  const [, command, rest = ''] = /^\/(\w+)\s*(.*)$/.exec(line) ?? [];
  const say = (doing: Doing): TurnInput => ({ [person]: doing });
  switch (command) {
    case undefined:
      return say(line);
    case 'press':
      return say({ press: rest });
    case 'photo':
      return say({ photo: rest });
    case 'vote':
      return say({ vote: rest.split(/\s+/).filter(Boolean) });
    case 'wait':
      return parseDuration(rest) === undefined ? { error: 'Viết: /wait 10m' } : { after: rest };
    case 'fail':
      return { failed: rest || 'lỗi' };
    case 'done':
      try {
        return { done: rest === '' ? {} : (JSON.parse(rest) as unknown) };
      } catch {
        return { error: 'Kết quả phải là JSON, ví dụ: /done {"ok": true}' };
      }
    default:
      return { error: HELP };
  }
};

/**
 * Plays a flow line by line and gives the run as a golden case in YAML. Everything comes in by `options`: the same lines
 * at the same clock always give the same case, unless real actions are run.
 */
export const playFlow = async (options: PlayOptions): Promise<string> => {
  const { flow, engine, write, act } = options;
  const group = flow.scope === 'group';
  const people: Record<string, GoldenCase['people'][string]> = { An: { name: 'An', address: 'chị' } };
  const golden = {
    flow: flow.name,
    at: options.at.toISOString(),
    thread: group ? ('group' as const) : ('direct' as const),
    person: 'An',
    people,
    vars: { ...options.vars },
  };
  const scenario = new Scenario(engine, golden, group);
  const turns: { in: TurnInput; out: readonly Shown[] }[] = [];
  const take = (input: TurnInput): void => {
    const out = scenario.turn(input);
    turns.push({ in: input, out });
    for (const shown of out) for (const line of showLines(shown)) write(line);
  };
  const runActions = async (): Promise<void> => {
    for (let open = scenario.openActions[0]; act && open && !scenario.over; open = scenario.openActions[0]) {
      let input: TurnInput;
      try {
        input = { done: (await act(open.action, open.args, open.person)) ?? null };
      } catch (error) {
        input = { failed: error instanceof Error ? error.message : String(error) };
      }
      take(input);
    }
  };
  let speaker = 'An';
  write(`▶ ${flow.title}. /help xem các lệnh.`);
  take('start');
  await runActions();
  if (!scenario.over)
    for await (const raw of options.lines) {
      const line = raw.trim();
      if (line === '/quit') break;
      if (line.startsWith('/as ')) {
        speaker = line.slice(4).trim() || speaker;
        people[speaker] ??= { name: speaker, address: 'chị' };
        write(`   (đang nói thay ${speaker})`);
        continue;
      }
      const input = readLine(raw, speaker);
      if (typeof input === 'object' && 'error' in input && typeof input.error === 'string') {
        write(input.error);
        continue;
      }
      try {
        take(input as TurnInput);
      } catch (error) {
        write(`   (${error instanceof Error ? error.message : String(error)})`);
        continue;
      }
      await runActions();
      if (scenario.over) break;
    }
  write('■ hết');
  return stringify({ ...golden, turns }, { lineWidth: 0 });
};
