import type { CollectOp, Op } from '../compile/ops.ts';
import { MAX_PARTICIPANTS } from '../limits.ts';
import type { Person } from '../session.ts';
import type { Message, Vote } from './events.ts';
import { matchRows, withOptions } from './rows.ts';
import { FlowFailure, type Run, without } from './run.ts';
import { SAY } from './sentences.ts';
import type { WaitingCollect } from './waiting.ts';

/** Everyone's choice until it closes: who comes to a meeting. With one person it closes with her answer. */
type Collect = Extract<Op, CollectOp>;

/** A sign under a typed answer, so that she sees that it was counted without another message in the group. */
const NOTED = '👍';

const optionsOf = (run: Run, op: Collect): { label: string; value: string }[] =>
  op.options.map(({ label, key }) => ({ label: run.text(label), value: `${run.session.id}.${key}`.slice(0, 200) }));

const closingOf = (run: Run, op: Collect): number => {
  if (op.forMs !== undefined) return run.now.getTime() + op.forMs;
  const until = op.until ? run.value(op.until) : null;
  const at = typeof until === 'string' ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(at)) throw new FlowFailure(`until of a collect in flow ${run.top.flow.name} is not a moment`);
  return at;
};

/** Asks (again), after whatever is said before it. */
export const promptCollect = (run: Run, op: Collect, w: WaitingCollect, lead: string): void => {
  const asked = [lead, run.wording(op.wording)].filter(Boolean).join('\n\n') || SAY.noPrompt(run.you);
  const { text, options } = withOptions(asked, optionsOf(run, op));
  if (op.poll)
    run.send({ type: 'poll', question: text, options, multiple: false, closesAt: new Date(w.closes).toISOString() });
  else run.send({ type: 'choice', text, options });
};

/** Closing times that have passed close at once, with nobody's answer. */
export const enterCollect = (run: Run, op: Collect): void => {
  const closes = closingOf(run, op);
  const w: WaitingCollect = { t: 'collect', timer: `c${run.turn}`, closes, a: {}, open: {} };
  if (closes <= run.now.getTime()) {
    closeCollect(run, op, w);
    return;
  }
  run.waiting = w;
  promptCollect(run, op, w, '');
  run.setTimer(w.timer, closes);
};

const give = (run: Run, op: Collect, w: WaitingCollect, person: Person, index: number): boolean => {
  const option = op.options[index];
  const before = w.a[person.id];
  if (!option || (!before && Object.keys(w.a).length >= MAX_PARTICIPANTS)) return false;
  let { open } = w;
  // Also when it is the same as before: she may have said otherwise elsewhere in between.
  if (op.action !== undefined) {
    const extra = { tra_loi: option.value, ...run.speaker(person) };
    const args = (op.args ? run.value(op.args, extra) : {}) as Record<string, unknown>;
    open = { ...open, [run.emit({ type: 'do', action: op.action, args, person: person.id })]: person.id };
  }
  const next: WaitingCollect = {
    ...w,
    a: { ...w.a, [person.id]: { n: person.name, o: index, at: run.now.getTime() } },
    open,
  };
  run.waiting = next;
  if (!run.isGroup) {
    run.emit({ type: 'clear_timer', timer: w.timer });
    closeCollect(run, op, next);
  }
  return true;
};

export const answerCollect = (run: Run, op: Collect, w: WaitingCollect, event: Message): boolean => {
  const options = optionsOf(run, op);
  const pressed = event.choice === undefined ? -1 : options.findIndex(({ value }) => value === event.choice);
  const found = pressed >= 0 ? pressed : matchRows(run, event.text, options, event.addressed === false);
  if (typeof found !== 'number' || !give(run, op, w, event.person, found)) return false;
  if (pressed < 0 && run.isGroup) run.emit({ type: 'react', messageId: event.messageId, emoji: NOTED });
  return true;
};

export const voteCollect = (run: Run, op: Collect, w: WaitingCollect, event: Vote): boolean => {
  const options = optionsOf(run, op);
  const last = event.options
    .map((key) => options.findIndex(({ value }) => value === key))
    .findLast((index) => index >= 0);
  return last !== undefined && give(run, op, w, event.person, last);
};

export const closeCollect = (run: Run, op: Collect, w: WaitingCollect): void => {
  const answers = Object.entries(w.a).map(([contact, { n, o, at }]) => {
    const option = op.options[o];
    return {
      contact,
      name: n,
      value: option?.value ?? null,
      label: option ? run.text(option.label) : '',
      at: new Date(at).toISOString(),
    };
  });
  const counts = Object.fromEntries(
    op.options.map(({ key }, index) => [key, Object.values(w.a).filter(({ o }) => o === index).length]),
  );
  if (op.save !== undefined) run.set(op.save, { people: answers.length, counts, answers });
  run.go(op.next);
};

/** The end of an action that one answer ran. False: it was not one of these. */
export const settleCollect = (run: Run, w: WaitingCollect, effect: string, failed: boolean): boolean => {
  const contact = w.open[effect];
  if (contact === undefined) return false;
  const open = without(w.open, effect);
  if (!failed) {
    run.waiting = { ...w, open };
    return true;
  }
  const name = w.a[contact]?.n ?? '';
  run.waiting = { ...w, open, a: without(w.a, contact) };
  run.say(SAY.notRecorded(name));
  return true;
};
