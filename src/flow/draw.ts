import type { Address, CompiledFlow, Op, Wording } from './compile/ops.ts';

/** Characters of a text that a box of the diagram shows. */
const MAX_SHOWN = 60;

/** Mermaid reads quotes, brackets and line breaks inside labels as its own; entities are shown as they are meant. */
const label = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  const cut = line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN - 1)}…` : line;
  return cut.replace(/[&<>"#;|[\](){}`\\]/g, (sign) => `#${sign.codePointAt(0)};`);
};

const box = (text: string): string => `["${label(text)}"]`;
const round = (text: string): string => `(["${label(text)}"])`;
const diamond = (text: string): string => `{"${label(text)}"}`;
const slanted = (text: string): string => `[/"${label(text)}"/]`;
const sub = (text: string): string => `[["${label(text)}"]]`;

const first = (wording: Wording): string => wording[0].source;

const ASKED: Readonly<Record<string, string>> = {
  text: 'chữ',
  number: 'số',
  yes_no: 'có/không',
  date: 'ngày',
  moment: 'ngày giờ',
  phone: 'số điện thoại',
  person: 'người',
  unit: 'đơn vị',
  photo: 'ảnh',
};

const shapeOf = (op: Op): string => {
  switch (op.op) {
    case 'say':
      return box(first(op.wording));
    case 'send':
      return box('Gửi tin');
    case 'ask':
      return slanted(`${first(op.wording)} (${ASKED[op.type] ?? op.type})`);
    case 'choose':
      return slanted(first(op.wording));
    case 'quiz':
      return slanted('Câu hỏi trắc nghiệm');
    case 'collect':
      return slanted(`${first(op.wording)} (cả nhóm)`);
    case 'branch':
      return diamond(typeof op.condition === 'boolean' ? String(op.condition) : op.condition.source);
    case 'do':
      return sub(op.action);
    case 'call':
      return sub(`→ ${op.flow}`);
    case 'set':
      return box(op.values.map(([name]) => `${name} = …`).join(', '));
    case 'wait':
      return round('Chờ');
    case 'hand_over':
      return round('Chuyển cán bộ');
    case 'subscribe':
      return box(op.state === 'off' ? 'Ngừng gửi tin' : 'Gửi tin lại');
    case 'end':
      return round(op.failed ? 'Hết, có lỗi' : 'Hết');
    case 'jump':
      return '';
  }
};

/** Arrows out of an op: to which op, with which words. */
const arrowsOf = (op: Op): readonly (readonly [Address, string])[] => {
  const extra = (to: Address | undefined, words: string): [Address, string][] =>
    to === undefined ? [] : [[to, words]];
  switch (op.op) {
    case 'end':
      return [];
    case 'branch':
      return [
        [op.next, 'đúng'],
        [op.otherwise, 'sai'],
      ];
    case 'ask':
      return [[op.next, ''], ...extra(op.otherwise, 'không trả lời được')];
    case 'choose': {
      const { options } = op;
      const ways: [Address, string][] =
        options.type === 'fixed'
          ? options.options.map(({ to, label: text }) => [to ?? op.next, text.source])
          : [[op.next, '']];
      return [...ways, ...extra(op.otherwise, 'không trả lời được'), ...extra(op.empty, 'không có gì')];
    }
    case 'do':
      return [[op.next, ''], ...extra(op.onError, 'lỗi')];
    default:
      return [[op.next, '']];
  }
};

/**
 * A flow as a Mermaid flowchart: what is asked stands slanted, conditions in diamonds, actions and other flows in double
 * boxes. Steps that nothing leads to are left out.
 */
export const drawFlow = (flow: CompiledFlow): string => {
  /** Jumps are no boxes: an arrow goes to where they lead. */
  const landing = (at: Address): Address => {
    let to = at;
    for (let hops = 0; flow.ops[to]?.op === 'jump' && hops <= flow.ops.length; hops += 1) to = flow.ops[to]?.next ?? to;
    return to;
  };
  const nodes: string[] = [];
  const arrows: string[] = [];
  const seen = new Set<Address>();
  const queue: Address[] = [landing(0)];
  const starts = [`  start(["${label(flow.title)}"]) --> s${landing(0)}`];
  if (flow.onError !== undefined) {
    queue.push(landing(flow.onError));
    starts.push(`  error(["Khi có lỗi"]) --> s${landing(flow.onError)}`);
  }
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const op = flow.ops[at];
    if (!op || seen.has(at)) continue;
    seen.add(at);
    nodes.push(`  s${at}${shapeOf(op)}`);
    const merged = new Map<Address, string[]>();
    for (const [to, words] of arrowsOf(op)) {
      const target = landing(to);
      merged.set(target, [...(merged.get(target) ?? []), ...(words === '' ? [] : [words])]);
    }
    for (const [to, words] of merged) {
      arrows.push(words.length === 0 ? `  s${at} --> s${to}` : `  s${at} -->|"${label(words.join(' / '))}"| s${to}`);
      queue.push(to);
    }
  }
  return ['flowchart TD', ...starts, ...nodes, ...arrows, ''].join('\n');
};
