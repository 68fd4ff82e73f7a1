import type { Option } from '../../chat/message.ts';
import type { ChooseOp, Op } from '../compile/ops.ts';
import { MAX_BACK, MAX_LIST_OPTIONS, OPTIONS_PER_PAGE } from '../limits.ts';
import type { Message } from './events.ts';
import { matchRows, optionOf, withOptions } from './rows.ts';
import { FlowFailure, type Run } from './run.ts';
import { SAY } from './sentences.ts';
import type { Row, WaitingChoose } from './waiting.ts';

type Choose = Extract<Op, ChooseOp>;

const MORE_KEY = '__xem_them';
const MAX_KEY = 200;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const labelOf = (item: unknown): string => {
  if (!isObject(item)) return item === null ? '' : String(item);
  const label = item['label'] ?? item['title'] ?? item['name'] ?? item['text'];
  return typeof label === 'string' || typeof label === 'number' ? String(label) : '';
};

/** Rows whose labels depend on variables; undefined when the flow has them ready. Equal or long keys become places. */
const makeRows = (run: Run, op: Choose): Row[] | undefined => {
  const { options } = op;
  if (options.type === 'fixed') {
    if (options.ready) return undefined;
    return options.options.map(({ label, key, value }) => ({ label: run.text(label), key, value }));
  }
  const list = run.value(options.from);
  if (list === null) return [];
  if (!Array.isArray(list)) throw new FlowFailure(`options of a choose in flow ${run.top.flow.name} are not a list`);
  const seen = new Set<string>([MORE_KEY]);
  return list.slice(0, MAX_LIST_OPTIONS).map((item: unknown, index): Row => {
    const extra = { muc: item };
    const label = options.label ? run.text(options.label, extra) : labelOf(item);
    const own = isObject(item) && Object.hasOwn(item, 'value') ? item['value'] : item;
    const value = options.value ? run.value(options.value, extra) : own;
    const short = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    const key = short !== '' && short.length <= MAX_KEY && !seen.has(short) ? short : `#${index + 1}`;
    seen.add(key);
    return { label: label || '—', key, value };
  });
};

const allOptions = (op: Choose, w: WaitingChoose): readonly Option[] =>
  w.rows?.map(optionOf) ?? (op.options.type === 'fixed' ? (op.options.ready ?? []) : []);

const onScreen = (op: Choose, w: WaitingChoose): readonly Option[] => {
  const all = allOptions(op, w);
  if (!w.shown) return all;
  const shown = w.shown.flatMap((index) => all[index] ?? []);
  return w.more === undefined ? shown : [...shown, { label: SAY.more(), value: MORE_KEY }];
};

/** The page that begins with `from`, when the rows are more than one page. */
const page = (w: WaitingChoose, count: number, from: number): WaitingChoose => {
  if (count <= OPTIONS_PER_PAGE) return w;
  const to = Math.min(from + OPTIONS_PER_PAGE, count);
  const shown = Array.from({ length: to - from }, (_, offset) => from + offset);
  return { t: 'choose', tries: w.tries, shown, more: to < count ? to : 0, ...(w.rows && { rows: w.rows }) };
};

/** Asks (again) what is on the screen. */
export const promptChoose = (run: Run, op: Choose, w: WaitingChoose, text: string): void => {
  run.send({ type: op.as, ...withOptions(text || SAY.noPrompt(run.you), onScreen(op, w)) });
};

export const enterChoose = (run: Run, op: Choose): void => {
  const rows = makeRows(run, op);
  if (rows?.length === 0) {
    run.go(op.empty ?? op.otherwise ?? op.next);
    return;
  }
  // Options written in the file are all shown: the author sees how many they are.
  const paged = op.options.type === 'list' ? (rows?.length ?? 0) : 0;
  const w = page({ t: 'choose', tries: 0, ...(rows && { rows }) }, paged, 0);
  run.waiting = w;
  promptChoose(run, op, w, run.wording(op.wording));
};

const take = (run: Run, op: Choose, w: WaitingChoose, index: number): void => {
  const fixed = op.options.type === 'fixed' ? op.options.options[index] : undefined;
  const value = fixed ? fixed.value : (w.rows?.[index]?.value ?? null);
  run.answered(op.save, value, fixed?.to ?? op.next, MAX_BACK);
};

const narrow = (run: Run, op: Choose, w: WaitingChoose, shown: readonly number[]): void => {
  const next: WaitingChoose = { t: 'choose', tries: w.tries, shown, ...(w.rows && { rows: w.rows }) };
  run.waiting = next;
  promptChoose(run, op, next, SAY.whichOne(run.you));
};

/** The option that was pressed, by what its button carries. */
export const pressChoose = (run: Run, op: Choose, w: WaitingChoose, key: string): boolean => {
  if (key === MORE_KEY && w.more !== undefined) {
    turnPage(run, op, w, w.more);
    return true;
  }
  const index = allOptions(op, w).findIndex(({ value }) => value === key);
  if (index < 0) return false;
  take(run, op, w, index);
  return true;
};

const turnPage = (run: Run, op: Choose, w: WaitingChoose, from: number): void => {
  const next = page(w, w.rows?.length ?? 0, from);
  run.waiting = next;
  promptChoose(run, op, next, run.wording(op.wording));
};

/** Takes the answer when it fits; what fits several is asked back. False: it fits nothing. */
export const answerChoose = (run: Run, op: Choose, w: WaitingChoose, event: Message, plain: boolean): boolean => {
  const screen = onScreen(op, w);
  const found = matchRows(run, event.text, screen, plain);
  const at = (index: number): number => w.shown?.[index] ?? index;
  if (typeof found === 'number') {
    if (screen[found]?.value === MORE_KEY) turnPage(run, op, w, w.more ?? 0);
    else take(run, op, w, at(found));
    return true;
  }
  if (found) {
    narrow(run, op, w, found.filter((index) => screen[index]?.value !== MORE_KEY).map(at));
    return true;
  }
  if (!w.shown) return false;
  // Not on this page: a row of another page may be named by its words, though not by a number.
  const rest = /^\s*\S{1,2}\s*$/.test(event.text) ? undefined : matchRows(run, event.text, allOptions(op, w), plain);
  if (rest === undefined) return false;
  if (typeof rest === 'number') take(run, op, w, rest);
  else narrow(run, op, w, rest);
  return true;
};

/** True when the folded text is exactly an option: then it beats a command word ("Menu", "Gặp cán bộ"). */
export const isExactOption = (run: Run, op: Choose, w: WaitingChoose, text: string): boolean => {
  const { fold } = run.deps.understanding;
  const folded = fold(text);
  return onScreen(op, w).some(({ label }) => fold(label) === folded);
};
