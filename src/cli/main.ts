import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import type { PlaySettings } from './flow.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { complaint, inVietnamese } from './words.ts';

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

// Each command loads its own part of the product: most of it takes a second to load.
const programOf = (terminal: Terminal, end: (code: number) => void): Command => {
  const folders = {
    flows: resolve(terminal.env.FLOWS_DIR || './flows'),
    content: resolve(terminal.env.CONTENT_DIR || './content'),
  };
  const program = new Command('chihoi').description('Việc của người vận hành và người soạn kịch bản Chi Hội.');

  const flow = program.command('flow').description('kịch bản trò chuyện');
  flow
    .command('check')
    .description('kiểm tra kịch bản: mỗi lỗi một dòng gồm tệp, dòng, quy tắc và cách sửa')
    .argument('[folder]', 'thư mục kịch bản (mặc định: FLOWS_DIR)')
    .action(async (folder?: string) => end(await (await import('./flow.ts')).checkCommand(terminal, folders, folder)));
  flow
    .command('draw')
    .description('vẽ một kịch bản thành sơ đồ Mermaid')
    .argument('<flow>', 'tên kịch bản, ví dụ tra-cuu')
    .action(async (name: string) => end(await (await import('./flow.ts')).drawCommand(terminal, folders, name)));
  flow
    .command('play')
    .description('chạy thử một kịch bản tại đây; cuối cùng in ra một ca kiểm thử (golden case)')
    .argument('<flow>', 'tên kịch bản, ví dụ tra-cuu')
    .option('--manual', 'tự gõ kết quả của các việc (do) thay vì chạy thật')
    .option('--var <name=value>', 'biến khi bắt đầu; dùng được nhiều lần', collect)
    .option('--at <moment>', 'thời điểm bắt đầu, ví dụ 2026-11-20T19:00:00+07:00 (mặc định: bây giờ)')
    .action(async (name: string, settings: PlaySettings) =>
      end(await (await import('./flow.ts')).playCommand(terminal, folders, name, settings)),
    );
  flow
    .command('actions')
    .description('liệt kê các việc mà kịch bản làm được (do), với tham số và kết quả')
    .action(async () => end(await (await import('./flow.ts')).actionsCommand(terminal, folders)));

  const content = program.command('content').description('tài liệu và ngân hàng câu hỏi');
  content
    .command('check')
    .description('kiểm tra tài liệu, câu hỏi, đơn vị và dữ liệu mẫu')
    .argument('[folder]', 'thư mục nội dung (mặc định: CONTENT_DIR)')
    .action(async (folder?: string) =>
      end(await (await import('./content.ts')).contentCheckCommand(terminal, folders, folder)),
    );

  const admin = program.command('admin').description('quản trị viên');
  admin
    .command('reset-password')
    .description('đặt mật khẩu mới, đọc từ bàn phím hoặc đầu vào chuẩn (tắt chương trình chính trước)')
    .argument('<user>', 'tên đăng nhập')
    .action(async (user: string) => end(await (await import('./admin.ts')).resetPasswordCommand(terminal, user)));

  program
    .command('settings')
    .description('liệt kê các thiết lập của môi trường')
    .action(async () => end((await import('./settings.ts')).settingsCommand(terminal)));

  return inVietnamese(program);
};

/**
 * The `chihoi` command: runs `argv` (without `node` and the script) and gives the exit code. Settings come from the
 * environment and `.env`, like those of the product; `cwd` is where paths that are typed begin.
 */
export const cli = async (argv: readonly string[], { cwd }: { readonly cwd: string }): Promise<number> => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const terminal = processTerminal(cwd);
  let code = 0;
  const program = programOf(terminal, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const sentence = complaint(error);
    if (sentence !== undefined) terminal.tell(sentence);
    return error.exitCode;
  }
};
