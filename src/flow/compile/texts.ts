import type { Finding, Place } from '../read/problem.ts';
import { compileExpression, type Expression } from '../text/expression.ts';
import { compileTemplate, type Template } from '../text/template.ts';
import { compileValue, type Value } from '../text/value.ts';
import type { Wording } from './ops.ts';

/** The libraries' commonest words, for authors. The rest stays in English: it names the place at least. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Unexpected token: EOF$/, 'còn thiếu phần sau'],
  [/^Unexpected token: (.*)$/, 'không hiểu "$1"'],
  [/^Unexpected character: (.*)$/, 'không hiểu ký tự $1'],
  [/^undefined filter: (\w+).*$/, 'không có bộ lọc "$1"'],
  [/^tag "?(\w+)"? not found.*$/, 'không có thẻ "$1"'],
  [/^tag .*? not closed.*$/, 'có thẻ {% … %} chưa đóng'],
  [/^output .*? not closed.*$/, 'có dấu {{ chưa đóng'],
  [/^(?:Unterminated|Unclosed) string.*$/, 'thiếu dấu nháy đóng'],
  [/^found no matching overload for '(.*)'$/, 'không có phép "$1"'],
  [/^no such overload: (.*)$/, 'không làm được phép "$1"'],
];
const translate = (error: string): string => {
  for (const [pattern, words] of WORDS) if (pattern.test(error)) return error.replace(pattern, words);
  return error;
};

/** Compiles texts, conditions and values, and writes down what is wrong with them. */
export class Texts {
  readonly findings: Finding[] = [];

  text(source: string, place: Place): Template {
    const compiled = compileTemplate(source);
    if (compiled.ok) return compiled.value;
    this.#bad(
      'bad-text',
      `Lời viết sai: ${translate(compiled.error)}.`,
      place,
      'Kiểm tra các dấu {{ }} và tên bộ lọc sau dấu |.',
    );
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
    this.#bad('bad-condition', `Điều kiện viết sai: ${translate(compiled.error)}.`, place, remedy);
    return { source, reads: [], run: () => null };
  }

  value(source: unknown, place: Place): Value {
    const compiled = compileValue(source);
    if (compiled.ok) return compiled.value;
    const isCel = typeof source === 'string' && source.startsWith('=');
    const remedy = isCel
      ? 'Sau dấu = là một biểu thức, ví dụ =ket_qua.ds hoặc =dem + 1.'
      : 'Kiểm tra các dấu {{ }} và các biểu thức sau dấu =.';
    this.#bad(isCel ? 'bad-condition' : 'bad-text', `Giá trị viết sai: ${translate(compiled.error)}.`, place, remedy);
    return { reads: [], fixed: true, run: () => null };
  }

  #bad(rule: 'bad-text' | 'bad-condition', message: string, place: Place, remedy: string): void {
    this.findings.push({ place, rule, message, remedy });
  }
}
