import { DateTime } from 'luxon';
import { formatDay } from '../../base/time.ts';
import type { AskOp, Op } from '../compile/ops.ts';
import { MAX_ANSWER_CHARACTERS, MAX_BACK, MAX_CANDIDATES } from '../limits.ts';
import type { Message } from './events.ts';
import { matchRows, optionOf, withOptions } from './rows.ts';
import type { Run } from './run.ts';
import { SAY } from './sentences.ts';
import type { Row, WaitingAsk } from './waiting.ts';

type Ask = Extract<Op, AskOp>;

/** Actions that look for what `ask: person` and `ask: unit` are answered with. */
export const FINDERS = { person: 'org.find_person', unit: 'org.find_unit' } as const;
/** Characters of a name that are searched for. */
const MAX_QUERY = 200;

/** What an answer came to: a value, a reason to ask again, a further question, or an action on the way. */
type Reading =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'again'; readonly reason: string }
  | { readonly type: 'next'; readonly waiting: WaitingAsk; readonly text: string }
  | { readonly type: 'find' };

const again = (reason: string): Reading => ({ type: 'again', reason });
const value = (found: unknown): Reading => ({ type: 'value', value: found });

/** Asks (again), with the buttons that the kind of question has. */
export const promptAsk = (run: Run, op: Ask, w: WaitingAsk, text: string): void => {
  const shown = text || SAY.noPrompt(run.you);
  if (w.pick) {
    run.send({ type: 'choice', ...withOptions(shown, w.pick.map(optionOf)) });
    return;
  }
  const hinted = op.optional ? `${shown}\n${SAY.skipHint(run.you)}` : shown;
  if (op.type === 'yes_no')
    run.send({
      type: 'choice',
      text: hinted,
      options: [
        { label: SAY.yes(), value: 'co' },
        { label: SAY.no(), value: 'khong' },
      ],
    });
  else if (op.type === 'phone') run.send({ type: 'text', text: hinted, wants: 'phone' });
  else run.say(hinted);
};

export const enterAsk = (run: Run, op: Ask): void => {
  const w: WaitingAsk = { t: 'ask', tries: 0 };
  run.waiting = w;
  promptAsk(run, op, w, run.wording(op.wording));
};

const localDay = (at: Date, zone: string): string => DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd');

const momentValue = (run: Run, op: Ask, at: Date): string =>
  op.type === 'date' ? localDay(at, run.deps.zone) : at.toISOString();

const readMoment = (run: Run, op: Ask, w: WaitingAsk, text: string): Reading => {
  const { understanding, zone } = run.deps;
  const { direction } = op;
  if (w.day !== undefined) {
    // "19h30" alone means an hour of the day that she has named already.
    const day = DateTime.fromISO(w.day, { zone }).toFormat('dd/MM/yyyy');
    const whole = understanding.parseMoment(`${text} ngày ${day}`, run.now, zone, direction);
    if (whole.type === 'moment' && !whole.dateOnly) return value(whole.at.toISOString());
  }
  const read = understanding.parseMoment(text, run.now, zone, direction);
  if (read.type === 'none') return again(op.type === 'date' ? SAY.again.date() : SAY.again.moment());
  if (read.type === 'ask') {
    const pick = read.options?.map(
      ({ label, at }, index): Row => ({ label, key: `#${index + 1}`, value: momentValue(run, op, at) }),
    );
    if (!pick || pick.length === 0) return again(read.question);
    return { type: 'next', waiting: { t: 'ask', tries: w.tries, pick }, text: read.question };
  }
  if (op.type === 'moment' && read.dateOnly) {
    const day = localDay(read.at, zone);
    return {
      type: 'next',
      waiting: { t: 'ask', tries: w.tries, day },
      text: SAY.again.hour(run.you, formatDay(read.at, zone)),
    };
  }
  return value(momentValue(run, op, read.at));
};

const readText = (run: Run, op: Ask, text: string): Reading => {
  const { min = 1, max = MAX_ANSWER_CHARACTERS } = op;
  if (text === '') return again(SAY.again.text(run.you));
  if (text.length < min) return again(SAY.again.tooShort(min));
  return text.length > max ? again(SAY.again.tooLong(max)) : value(text);
};

const readNumber = (run: Run, op: Ask, text: string): Reading => {
  const found = run.deps.understanding.parseNumber(text);
  if (found === undefined) return again(SAY.again.number());
  if (op.min !== undefined && found < op.min) return again(SAY.again.least(op.min));
  return op.max !== undefined && found > op.max ? again(SAY.again.most(op.max)) : value(found);
};

const read = (run: Run, op: Ask, w: WaitingAsk, event: Message): Reading => {
  const text = event.text.trim();
  const { understanding } = run.deps;
  switch (op.type) {
    case 'text':
      return readText(run, op, text);
    case 'number':
      return readNumber(run, op, text);
    case 'yes_no': {
      const pressed = event.choice === 'co' ? 'yes' : event.choice === 'khong' ? 'no' : undefined;
      const said = pressed ?? (text === '1' ? 'yes' : text === '2' ? 'no' : understanding.yesNo(text));
      return said === 'unclear' ? again(SAY.again.yes_no(run.you)) : value(said === 'yes');
    }
    case 'date':
    case 'moment':
      return readMoment(run, op, w, text);
    case 'phone': {
      const phone = understanding.parsePhone(text);
      return phone === undefined ? again(SAY.again.phone()) : value(phone);
    }
    case 'person':
    case 'unit':
      return text === '' ? again(SAY.again[op.type]()) : { type: 'find' };
    case 'photo': {
      const image = event.attachments.find(({ kind, url }) => kind === 'image' && url !== undefined);
      if (!image) return again(SAY.again.photo(run.you));
      return value({ url: image.url, name: image.name ?? null, mimeType: image.mimeType ?? null });
    }
  }
};

/** Asks again, or takes the way out when she was asked often enough. */
export const missAsk = (run: Run, op: Ask, w: WaitingAsk, reason: string): void => {
  if (w.tries >= op.retries) {
    giveUp(run, op.otherwise);
    return;
  }
  const next: WaitingAsk = { t: 'ask', tries: w.tries + 1 };
  run.waiting = next;
  promptAsk(run, op, next, op.again ? run.wording(op.again) : `${reason}\n${run.wording(op.wording)}`);
};

/** Retries are used up: the flow's own way, or an apology and the end. */
export const giveUp = (run: Run, otherwise: number | undefined): void => {
  if (otherwise !== undefined) {
    run.go(otherwise);
    return;
  }
  run.say(SAY.gaveUp(run.you));
  run.finish('stopped');
};

/** A value of the right kind: the author's own condition decides. */
const accept = (run: Run, op: Ask, w: WaitingAsk, found: unknown): void => {
  const extra = { tra_loi: found };
  if (op.check && op.check.run(run.scope(extra)) !== true) {
    const said = op.checkSay ? run.wording(op.checkSay, extra) : SAY.again.check(run.you);
    if (w.tries >= op.retries) giveUp(run, op.otherwise);
    else {
      const next: WaitingAsk = { t: 'ask', tries: w.tries + 1 };
      run.waiting = next;
      promptAsk(run, op, next, op.checkSay ? said : `${said}\n${run.wording(op.wording)}`);
    }
    return;
  }
  run.answered(op.save, found, op.next, MAX_BACK);
};

const startFinding = (run: Run, op: Ask, w: WaitingAsk, text: string): void => {
  const action = op.type === 'unit' ? FINDERS.unit : FINDERS.person;
  const person = run.person?.id;
  const effect = run.emit({
    type: 'do',
    action,
    args: { query: text.trim().slice(0, MAX_QUERY) },
    ...(person !== undefined && { person }),
  });
  run.waiting = null;
  run.engine = { ...run.engine, doing: { effect, tries: w.tries } };
};

/** A pressed button of "which one?". */
export const pressAsk = (run: Run, op: Ask, w: WaitingAsk, key: string): boolean => {
  const row = w.pick?.find((one) => one.key === key);
  if (!row) return false;
  accept(run, op, w, row.value);
  return true;
};

/** Takes the answer, or asks on when it is half an answer. Otherwise the reason to ask again. */
export const answerAsk = (run: Run, op: Ask, w: WaitingAsk, event: Message): true | string => {
  if (op.optional && run.deps.understanding.fold(event.text) === 'bo qua') {
    run.answered(op.save, null, op.next, MAX_BACK);
    return true;
  }
  if (w.pick) {
    const found = matchRows(run, event.text, w.pick.map(optionOf), false);
    const row = typeof found === 'number' ? w.pick[found] : undefined;
    if (row) {
      accept(run, op, w, row.value);
      return true;
    }
  }
  const reading = read(run, op, w, event);
  switch (reading.type) {
    case 'again':
      return reading.reason;
    case 'value':
      accept(run, op, w, reading.value);
      return true;
    case 'find':
      startFinding(run, op, w, event.text);
      return true;
    case 'next':
      run.waiting = reading.waiting;
      promptAsk(run, op, reading.waiting, reading.text);
      return true;
  }
};

interface Candidate {
  readonly label?: unknown;
  readonly name?: unknown;
  readonly id?: unknown;
}
const candidatesOf = (found: unknown): readonly Candidate[] => {
  const list: unknown = Array.isArray(found) ? found : (found as { candidates?: unknown } | null)?.candidates;
  return Array.isArray(list) ? list.filter((item): item is Candidate => typeof item === 'object' && item !== null) : [];
};

/** What the finder brought: nobody, one, or several to choose from. */
export const foundAsk = (run: Run, op: Ask, found: unknown, tries: number): void => {
  const candidates = candidatesOf(found);
  const w: WaitingAsk = { t: 'ask', tries };
  const first = candidates[0];
  if (first === undefined) {
    missAsk(run, op, w, op.type === 'unit' ? SAY.again.unit() : SAY.again.person());
    return;
  }
  if (candidates.length === 1) {
    accept(run, op, w, first);
    return;
  }
  const pick = candidates.slice(0, MAX_CANDIDATES).map((item, index): Row => {
    const label = item.label ?? item.name;
    return {
      label: typeof label === 'string' && label !== '' ? label : `${index + 1}`,
      key: `#${index + 1}`,
      value: item,
    };
  });
  const next: WaitingAsk = { t: 'ask', tries, pick };
  run.waiting = next;
  promptAsk(run, op, next, SAY.whichOne(run.you));
};
