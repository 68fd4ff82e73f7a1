import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { DEFAULT_ZONE } from '../base/time.ts';
import type { ActionTable } from '../flow/action.ts';
import { checkFlows, formatProblem } from '../flow/check/check.ts';
import { shapeOf } from '../flow/check/shape.ts';
import { readFlow } from '../flow/compile/flow-file.ts';
import type { CompiledFlow } from '../flow/compile/ops.ts';
import { drawFlow } from '../flow/draw.ts';
import { createEngine } from '../flow/engine/engine.ts';
import { flowLibrary } from '../flow/library.ts';
import { playFlow } from '../flow/play/play.ts';
import type { VarType } from '../flow/schema/flow.ts';
import { vietnamese } from '../language/index.ts';
import { flowFileNamed, flowFilesOf } from './flow-files.ts';
import type { Folders } from './folders.ts';
import type { Terminal } from './terminal.ts';

const refuse = (terminal: Terminal, error: { readonly message: string }): number => {
  terminal.tell(error.message);
  return 1;
};

/** Composes the whole product, so it is loaded only for the commands that need it. */
const withSpareActions: typeof import('./spare-house.ts').withSpareActions = async (contentDir, use) =>
  (await import('./spare-house.ts')).withSpareActions(contentDir, use);

/** `chihoi flow check [folder]`: 1 when anything is wrong. */
export const checkCommand = async (terminal: Terminal, folders: Folders, folder?: string): Promise<number> => {
  const files = await flowFilesOf(folder === undefined ? folders.flows : resolve(terminal.cwd, folder), terminal.cwd);
  if (!files.ok) return refuse(terminal, files.error);
  const checked = await withSpareActions(folders.content, async (actions) => checkFlows(files.value, actions));
  if (!checked.ok) return refuse(terminal, checked.error);
  const { flows, problems } = checked.value;
  for (const problem of problems) terminal.print(formatProblem(problem));
  if (problems.length === 0) {
    terminal.tell(`${flows.length} kịch bản, không có lỗi.`);
    return 0;
  }
  const broken = new Set(problems.map(({ file }) => file)).size;
  terminal.tell(`${problems.length} lỗi trong ${broken} tệp; ${flows.length} kịch bản dùng được.`);
  return 1;
};

/** `chihoi flow draw <flow>`: the flow as a Mermaid diagram. */
export const drawCommand = async (terminal: Terminal, folders: Folders, name: string): Promise<number> => {
  const files = await flowFilesOf(folders.flows, terminal.cwd);
  const file = files.ok ? flowFileNamed(files.value, name) : files;
  if (!file.ok) return refuse(terminal, file.error);
  const { flow, problems } = readFlow(file.value.path, file.value.source);
  if (!flow) {
    for (const finding of problems) terminal.tell(formatProblem(finding));
    return 1;
  }
  terminal.print(drawFlow(flow).trimEnd());
  return 0;
};

/** `chihoi flow actions`: what a flow may `do`. */
export const actionsCommand = async (terminal: Terminal, folders: Folders): Promise<number> => {
  const listed = await withSpareActions(folders.content, async (actions) =>
    Object.entries(actions)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, { about, args, result }]) => {
        const taken = shapeOf(args, 'input');
        const given = Object.keys(taken.properties ?? {}).map((key) =>
          taken.required?.includes(key) ? key : `${key}?`,
        );
        const fields = Object.keys(shapeOf(result, 'output').properties ?? {});
        return [`${name}(${given.join(', ')})`, `  → ${fields.join(', ') || '—'}`, `  ${about}`].join('\n');
      }),
  );
  if (!listed.ok) return refuse(terminal, listed.error);
  terminal.print(listed.value.join('\n'));
  return 0;
};

export interface PlaySettings {
  /** Results of actions are typed by hand instead of coming from the real ones. */
  readonly manual?: boolean;
  /** Variables that the flow is started with, `name=value`; a value that is JSON is read as such. */
  readonly var?: readonly string[];
  /** ISO moment at which the clock stands. Default: now. */
  readonly at?: string;
}

const TEXTS: readonly (VarType | undefined)[] = ['text', 'moment'];

/** `113` is a text where the flow wants one, and a number elsewhere. */
const variables = (flow: CompiledFlow, given: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    given.map((one) => {
      const [name = '', ...rest] = one.split('=');
      const text = rest.join('=');
      if (TEXTS.includes(flow.vars[name]?.type)) return [name, text];
      try {
        return [name, JSON.parse(text) as unknown];
      } catch {
        return [name, text];
      }
    }),
  );

/** Runs an action as the chat would, for a person who stands in no roster. */
const actWith =
  (actions: ActionTable, group: boolean, at: Date) =>
  async (name: string, args: Readonly<Record<string, unknown>>, person: string | undefined): Promise<unknown> => {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) throw new Error(`không có việc "${name}"`);
    return action.run(action.args.parse(args), {
      account: 'simulator',
      thread: group ? 'simulator:play' : (person ?? 'simulator:play'),
      threadKind: group ? 'group' : 'direct',
      ...(person !== undefined && { contact: person }),
      key: randomUUID(),
      now: at,
    });
  };

/** `chihoi flow play <flow>`: the conversation on standard error, the golden case on standard output at the end. */
export const playCommand = async (
  terminal: Terminal,
  folders: Folders,
  name: string,
  settings: PlaySettings,
): Promise<number> => {
  const files = await flowFilesOf(folders.flows, terminal.cwd);
  if (!files.ok) return refuse(terminal, files.error);
  const file = flowFileNamed(files.value, name);
  if (!file.ok) return refuse(terminal, file.error);
  const at = settings.at === undefined ? new Date() : new Date(settings.at);
  if (Number.isNaN(at.getTime())) {
    terminal.tell(`--at cần một thời điểm, ví dụ 2026-11-20T19:00:00+07:00; "${settings.at}" chưa đúng.`);
    return 1;
  }
  const played = await withSpareActions(folders.content, async (actions) => {
    const { flows, problems } = checkFlows(files.value, actions);
    const flow = flows.find((one) => one.name === name);
    if (!flow) {
      for (const problem of problems.filter((one) => one.file === file.value.path))
        terminal.tell(formatProblem(problem));
      return undefined;
    }
    const vars = variables(flow, settings.var ?? []);
    const missing = Object.keys(flow.vars).filter((one) => flow.vars[one]?.required && !(one in vars));
    if (missing.length > 0) {
      terminal.tell(
        `Kịch bản này cần ${missing.join(', ')}. Chị thêm: ${missing.map((one) => `--var ${one}=…`).join(' ')}`,
      );
      return undefined;
    }
    const engine = createEngine({
      flows: flowLibrary(flows, vietnamese),
      understanding: vietnamese,
      zone: DEFAULT_ZONE,
    });
    if (!settings.manual)
      terminal.tell('Các việc (do) chạy thật trên dữ liệu tạm, trống; dùng --manual để tự gõ kết quả.');
    return playFlow({
      flow,
      engine,
      at,
      vars,
      lines: terminal.lines(),
      write: terminal.tell,
      ...(!settings.manual && { act: actWith(actions, flow.scope === 'group', at) }),
    });
  });
  if (!played.ok) return refuse(terminal, played.error);
  if (played.value === undefined) return 1;
  terminal.print(played.value.trimEnd());
  return 0;
};
