import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Finding, Place } from './problem.ts';

/** A file above this is no flow; it is refused before it is parsed. */
export const MAX_FILE_CHARACTERS = 500_000;

export interface YamlFile {
  readonly data: unknown;
  readonly findings: readonly Finding[];
  /** Line (from 1) of the deepest part of the place that the file has. */
  line(place: Place): number;
}

const translate = (message: string): string => {
  if (/Map keys must be unique/i.test(message)) return 'một khóa được viết hai lần';
  if (/tab/i.test(message)) return 'có dấu tab ở đầu dòng';
  if (/indent|BAD_INDENT/i.test(message)) return 'thụt đầu dòng không đều';
  if (/quote/i.test(message)) return 'thiếu dấu nháy đóng';
  if (/Nested mappings|implicit keys|must be on a single line/i.test(message))
    return 'có hai dấu ": " trên một dòng, hoặc lời có ": " mà chưa đặt trong dấu nháy';
  return 'không đọc được';
};

/** Reads YAML and remembers where everything stands. Never throws. */
export const readYaml = (source: string): YamlFile => {
  const top: Place = [];
  const failed = (message: string, remedy: string, line = 1): YamlFile => ({
    data: undefined,
    findings: [{ place: top, rule: 'yaml', message, remedy }],
    line: () => line,
  });
  if (source.length > MAX_FILE_CHARACTERS)
    return failed(`Tệp dài quá ${MAX_FILE_CHARACTERS} ký tự.`, 'Tách thành nhiều kịch bản và gọi nhau bằng call.');
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const error = document.errors[0];
  if (error)
    return failed(
      `Tệp YAML sai: ${translate(error.message)}.`,
      'Sửa dòng này: thụt bằng dấu cách, lời có dấu đặc biệt đặt trong dấu nháy đơn.',
      lines.linePos(error.pos[0]).line,
    );
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 20 });
  } catch {
    return failed('Tệp YAML sai: dùng quá nhiều dấu & và *.', 'Viết lại phần lặp cho đầy đủ.');
  }
  const line = (place: Place): number => {
    let node: unknown = document.contents;
    let offset = (document.contents?.range?.[0] ?? 0) as number;
    for (const key of place) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
        if (!pair) break;
        offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        const item = node.items[Number(key)] as { range?: readonly number[] } | undefined;
        if (!item) break;
        offset = item.range?.[0] ?? offset;
        node = item;
      } else break;
    }
    return lines.linePos(offset).line;
  };
  return { data, findings: [], line };
};
