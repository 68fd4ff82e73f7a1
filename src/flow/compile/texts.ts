import type { Finding, Place } from '../read/problem.ts';
import { compileExpression, type Expression } from '../text/expression.ts';
import { compileTemplate, type Template } from '../text/template.ts';
import { compileValue, type Value } from '../text/value.ts';
import type { Wording } from './ops.ts';

/** Compiles texts, conditions and values, and writes down what is wrong with them. */
export class Texts {
  readonly findings: Finding[] = [];

  text(source: string, place: Place): Template {
    const compiled = compileTemplate(source);
    if (compiled.ok) return compiled.value;
    this.#bad('bad-text', `Lời viết sai: ${compiled.error}.`, place, 'Kiểm tra các dấu {{ }} và tên bộ lọc sau dấu |.');
    return { source, reads: [], fixed: source, render: () => source };
  }

  wording(source: string | readonly string[], place: Place): Wording {
    if (typeof source === 'string') return [this.text(source, place)];
    const [first, ...rest] = source.map((one, index) => this.text(one, [...place, index]));
    return first ? [first, ...rest] : [this.text('', place)];
  }

  condition(source: string, place: Place): Expression {
    const compiled = compileExpression(source.startsWith('=') ? source.slice(1) : source);
    if (compiled.ok) return compiled.value;
    const remedy = 'Ví dụ đúng: so_nguoi > 3 && co(hop). So sánh bằng viết ==, chữ đặt trong dấu nháy kép.';
    this.#bad('bad-condition', `Điều kiện viết sai: ${compiled.error}.`, place, remedy);
    return { source, reads: [], run: () => null };
  }

  value(source: unknown, place: Place): Value {
    const compiled = compileValue(source);
    if (compiled.ok) return compiled.value;
    const isCel = typeof source === 'string' && source.startsWith('=');
    const remedy = isCel
      ? 'Sau dấu = là một biểu thức, ví dụ =ket_qua.ds hoặc =dem + 1.'
      : 'Kiểm tra các dấu {{ }} và các biểu thức sau dấu =.';
    this.#bad(isCel ? 'bad-condition' : 'bad-text', `Giá trị viết sai: ${compiled.error}.`, place, remedy);
    return { reads: [], fixed: true, run: () => null };
  }

  #bad(rule: 'bad-text' | 'bad-condition', message: string, place: Place, remedy: string): void {
    this.findings.push({ place, rule, message, remedy });
  }
}
