import { join, relative } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { readFlowFiles } from '../chat/flows.ts';
import type { FlowFile } from '../flow/check/check.ts';
import { remedyFor } from '../flow/read/suggest.ts';

/** The flow files of a folder, named as from `cwd`. */
export const flowFilesOf = async (folder: string, cwd: string): Promise<Result<FlowFile[]>> => {
  const shown = relative(cwd, folder) || '.';
  try {
    const files = await readFlowFiles(folder);
    if (files.length === 0)
      return fail('cli.no_flows', `Thư mục ${shown} không có tệp kịch bản (.yaml) nào. Chị kiểm tra lại đường dẫn.`);
    return ok(files.map(({ path, source }) => ({ path: relative(cwd, path) || path, source })));
  } catch {
    return fail('cli.folder', `Không đọc được thư mục ${shown}. Chị kiểm tra lại đường dẫn và quyền đọc.`);
  }
};

/** The file of one flow by the flow's name, or a sentence that names the nearest one. */
export const flowFileNamed = (files: readonly FlowFile[], name: string): Result<FlowFile> => {
  const file = files.find(({ path }) => path === `${name}.yaml` || path.endsWith(join('/', `${name}.yaml`)));
  if (file) return ok(file);
  const names = files.map(({ path }) => path.replace(/^.*[/\\]/, '').replace(/\.yaml$/, ''));
  return fail('cli.unknown_flow', `Không có kịch bản "${name}". ${remedyFor(name, names, 'Các kịch bản')}`);
};
