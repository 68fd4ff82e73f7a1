import type { Op } from '../compile/ops.ts';
import type { Place } from '../read/problem.ts';
import type { Path } from '../text/scope.ts';

/** A text, condition or value of an op that reads variables; `locals` are names that only it can see. */
export interface Read {
  readonly key: Place;
  readonly reads: readonly Path[];
  readonly locals: readonly string[];
}

interface Reader {
  readonly reads: readonly Path[];
}
const read = (key: Place, reader: Reader | undefined, locals: readonly string[] = []): Read[] =>
  reader && reader.reads.length > 0 ? [{ key, reads: reader.reads, locals }] : [];
const readAll = (key: string, readers: readonly Reader[] | undefined, locals: readonly string[] = []): Read[] =>
  (readers ?? []).flatMap((reader, index) => read(readers?.length === 1 ? [key] : [key, index], reader, locals));

/** Everything that an op reads, with the key of the step where it stands. */
export const readsOf = (op: Op): readonly Read[] => {
  switch (op.op) {
    case 'say':
      return readAll('say', op.wording);
    case 'send':
      return read(['send'], op.message);
    case 'ask':
      return [
        ...readAll('ask', op.wording),
        ...readAll('again', op.again),
        ...read(['help'], op.help),
        ...read(['check'], op.check, ['tra_loi']),
        ...readAll('check_say', op.checkSay, ['tra_loi']),
      ];
    case 'choose': {
      const { options } = op;
      return [
        ...readAll('choose', op.wording),
        ...readAll('again', op.again),
        ...read(['help'], op.help),
        ...(options.type === 'fixed'
          ? options.options.flatMap(({ label }, index) => read(['options', index], label))
          : [
              ...read(['options', 'from'], options.from),
              ...read(['options', 'label'], options.label, ['muc']),
              ...read(['options', 'value'], options.value, ['muc']),
            ]),
      ];
    }
    case 'quiz':
      return [
        ...read(['quiz'], op.questions),
        ...read(['title'], op.title),
        ...(typeof op.seconds === 'number' ? [] : read(['seconds'], op.seconds)),
      ];
    case 'collect':
      return [
        ...readAll('collect', op.wording),
        ...op.options.flatMap(({ label }, index) => read(['options', index], label)),
        ...read(['until'], op.until),
        ...read(['args'], op.args, ['tra_loi']),
      ];
    case 'branch':
      return typeof op.condition === 'boolean' ? [] : read(['when'], op.condition);
    case 'do':
      return read(['args'], op.args);
    case 'call':
      return read(['with'], op.with);
    case 'set':
      return op.values.flatMap(([name, value]) => read(['set', name], value));
    case 'wait':
      return read(['wait'], op.until);
    case 'hand_over':
      return read(['hand_over'], op.reason);
    case 'end':
      return read(['end'], op.result);
    default:
      return [];
  }
};
