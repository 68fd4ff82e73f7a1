import { join, relative, resolve } from 'node:path';
import { formatProblem, readContent } from '../content/read.ts';
import { readUnitFiles } from '../org/units-data.ts';
import { readSample } from '../sample/data.ts';
import type { Folders } from './folders.ts';
import type { Terminal } from './terminal.ts';

/** `chihoi content check [folder]`: materials, question banks, units and the sample; 1 when anything is wrong. */
export const contentCheckCommand = async (terminal: Terminal, folders: Folders, folder?: string): Promise<number> => {
  const dir = folder === undefined ? folders.content : resolve(terminal.cwd, folder);
  const shown = relative(terminal.cwd, dir);
  const { materials, banks, problems } = await readContent(dir);
  const lines = problems.map((problem) => formatProblem({ ...problem, file: join(shown, problem.file) }));
  for (const read of [await readUnitFiles(join(dir, 'don-vi')), await readSample(join(dir, 'mau'))])
    if (!read.ok) lines.push(read.error.message);
  for (const line of lines) terminal.print(line);
  if (lines.length > 0) {
    terminal.tell(`${lines.length} lỗi.`);
    return 1;
  }
  const questions = banks.reduce((sum, bank) => sum + bank.questions.length, 0);
  terminal.tell(`${materials.length} tài liệu, ${banks.length} ngân hàng câu hỏi với ${questions} câu, không có lỗi.`);
  return 0;
};
