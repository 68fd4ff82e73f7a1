import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';

/** A fault in the YAML itself, before anything in it is understood. */
export interface YamlFault {
  readonly line: number;
  readonly message: string;
}

export interface YamlText {
  /** Maps, lists and strings only: every scalar stays as written (`33.500`, `no`, `2026-11-23`). */
  readonly value: unknown;
  /** The line of the value at a path, or of the nearest thing around it; `key` asks for the line of that key in it. */
  lineOf(path: readonly PropertyKey[], key?: string): number;
}

const SENTENCES: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'Dòng thụt vào bằng phím Tab. Thay bằng dấu cách.',
  BAD_INDENT: 'Dòng thụt vào không đều với các dòng cùng cấp. Canh lại bằng dấu cách.',
  DUPLICATE_KEY: 'Một mục được ghi hai lần. Xóa bớt một.',
  MISSING_CHAR: 'Thiếu dấu đóng (ngoặc kép, ngoặc vuông) hoặc thiếu dấu hai chấm. Thêm cho đủ.',
  BAD_SCALAR_START: 'Dòng bắt đầu bằng ký hiệu đặc biệt (@ ` %). Đặt cả nội dung trong ngoặc kép.',
  BLOCK_AS_IMPLICIT_KEY:
    'Có dấu hai chấm ": " ở giữa nội dung, hoặc dòng dưới thụt vào sai. Đặt nội dung trong ngoặc kép, hoặc canh lại dòng dưới.',
  MULTILINE_IMPLICIT_KEY: 'Thiếu dấu hai chấm sau tên mục, hoặc dòng thụt vào sai. Sửa lại dòng này.',
  BAD_ALIAS: 'Dấu * hoặc & ở đầu nội dung có nghĩa riêng. Đặt cả nội dung trong ngoặc kép.',
  BAD_DQ_ESCAPE: 'Dấu \\ trong ngoặc kép có nghĩa riêng. Dùng ngoặc đơn hoặc bỏ dấu \\.',
  MULTIPLE_DOCS: 'Trong tệp có dòng "---" thừa. Xóa dòng đó.',
};

const UNKNOWN_FAULT = 'Tệp viết sai cú pháp YAML ở gần dòng này. Xem lại dấu hai chấm, gạch đầu dòng và khoảng cách.';
const ALIASES = 'Tệp dùng & và * để lặp lại nội dung, chương trình không nhận. Viết đầy đủ từng mục.';

/**
 * Reads YAML as an author's text. `firstLine` is the line of the file on which `text` begins, so that lines are right
 * for front matter too. Never throws, whatever the text is.
 */
export const parseYaml = (text: string, firstLine = 1): YamlText | YamlFault => {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  try {
    const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault) return { line: lineAt(fault.pos[0]), message: SENTENCES[fault.code] ?? UNKNOWN_FAULT };
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    const lineOf = (path: readonly PropertyKey[], key?: string): number => {
      for (let depth = path.length; depth >= 0; depth--) {
        const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
        if (key !== undefined && depth === path.length && isMap(node)) {
          const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
          if (isNode(pair?.key) && pair.key.range) return lineAt(pair.key.range[0]);
        }
        if (isNode(node) && node.range) return lineAt(node.range[0]);
      }
      return firstLine;
    };
    return { value, lineOf };
  } catch (error) {
    // The parser's only throw on purpose is for aliases; deep nesting overflows its stack.
    return { line: firstLine, message: error instanceof ReferenceError ? ALIASES : UNKNOWN_FAULT };
  }
};

export const isFault = (parsed: YamlText | YamlFault): parsed is YamlFault => 'message' in parsed;
