import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import type { ChannelKind } from '../channels/kind.ts';
import type { PlaySettings } from './flow.ts';
import type { MigrateOptions } from './migrate.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { complaint, inVietnamese } from './words.ts';

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

// Each command loads its own part of the product: most of it takes a second to load.
const programOf = (
  terminal: Terminal,
  kinds: readonly ChannelKind[] | undefined,
  end: (code: number) => void,
): Command => {
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

  const channels = () => import('./channel.ts');
  const tools = { terminal, ...(kinds && { kinds }) };
  const channel = program.command('channel').description('tài khoản Zalo, Messenger');
  channel
    .command('kinds')
    .description('liệt kê các loại kênh và tùy chọn để thêm mỗi loại')
    .action(async () => end((await channels()).kindsCommand(tools)));
  channel
    .command('add')
    .description('thêm tài khoản; bí mật chỉ đọc từ tệp (--<mục>-file <tệp>, - là đầu vào chuẩn) hoặc --values-file')
    .argument('<kind>', 'loại kênh, xem "chihoi channel kinds"')
    .argument('[fields...]', 'các mục của loại kênh')
    .requiredOption('--name <name>', 'tên gọi của tài khoản')
    .option('--unit <unit>', 'mã đơn vị phụ trách (mặc định: toàn hệ thống)')
    .allowUnknownOption()
    .action(async (kind: string, fields: string[], options: { name: string; unit?: string }) =>
      end(await (await channels()).addCommand(tools, kind, options, fields)),
    );
  channel
    .command('set')
    .description('thay tên hoặc các mục của tài khoản, cách ghi như khi thêm')
    .argument('<id>', 'mã tài khoản')
    .argument('[fields...]', 'các mục cần thay')
    .option('--name <name>', 'tên gọi mới')
    .allowUnknownOption()
    .action(async (id: string, fields: string[], options: { name?: string }) =>
      end(await (await channels()).setCommand(tools, id, options, fields)),
    );
  channel
    .command('list')
    .description('liệt kê tài khoản: mã, loại, tên, tình trạng')
    .option('--json', 'in dạng JSON')
    .action(async (options: { json?: boolean }) => end(await (await channels()).listCommand(tools, options)));
  channel
    .command('show')
    .description('xem một tài khoản và việc cần làm trên trang của nền tảng')
    .argument('<id>', 'mã tài khoản')
    .option('--json', 'in dạng JSON')
    .action(async (id: string, options: { json?: boolean }) =>
      end(await (await channels()).showCommand(tools, id, options)),
    );
  for (const [verb, about] of [
    ['pause', 'tạm dừng gửi qua một tài khoản'],
    ['resume', 'cho tài khoản chạy tiếp'],
  ] as const)
    channel
      .command(verb)
      .description(about)
      .argument('<id>', 'mã tài khoản')
      .action(async (id: string) => end(await (await channels()).pauseCommand(tools, id, verb === 'pause')));
  channel
    .command('remove')
    .description('gỡ hẳn một tài khoản')
    .argument('<id>', 'mã tài khoản')
    .option('--yes', 'gỡ thật, không hỏi lại')
    .action(async (id: string, options: { yes?: boolean }) =>
      end(await (await channels()).removeCommand(tools, id, options)),
    );

  program
    .command('backup')
    .description('sao lưu dữ liệu vào một tệp; chạy được khi chương trình đang chạy')
    .argument('<file>', 'tệp sẽ tạo, ví dụ sao-luu.tar.gz')
    .option('--with-key', 'kèm khóa mã hóa app.key')
    .action(async (file: string, options: { withKey?: boolean }) =>
      end(await (await import('./backup.ts')).backupCommand(terminal, file, options)),
    );
  program
    .command('restore')
    .description('phục hồi dữ liệu từ tệp sao lưu (dừng chương trình trước)')
    .argument('<file>', 'tệp đã sao lưu')
    .option('--replace', 'thay dữ liệu đang có')
    .action(async (file: string, options: { replace?: boolean }) =>
      end(await (await import('./backup.ts')).restoreCommand(terminal, file, options)),
    );
  program
    .command('migrate')
    .description('chuyển dữ liệu từ tệp sang MongoDB (dừng chương trình trước)')
    .option('--to <url>', 'địa chỉ MongoDB không có mật khẩu (mặc định: MONGODB_URL)')
    .option('--to-file <file>', 'tệp chứa địa chỉ MongoDB')
    .option('--replace', 'thay dữ liệu đang có trong MongoDB')
    .action(async (options: MigrateOptions) =>
      end(await (await import('./migrate.ts')).migrateCommand(terminal, options)),
    );

  program
    .command('settings')
    .description('liệt kê các thiết lập của môi trường')
    .action(async () => end((await import('./settings.ts')).settingsCommand(terminal)));

  return inVietnamese(program);
};

export interface CliOptions {
  /** Folder where paths that are typed begin. */
  readonly cwd: string;
  /** Default: every kind of channel. For tests. */
  readonly kinds?: readonly ChannelKind[];
  /** Default: the terminal of this process. */
  readonly terminal?: Terminal;
}

/**
 * The `chihoi` command: runs `argv` (without `node` and the script) and gives the exit code. Settings come from the
 * environment and `.env`, like those of the product.
 */
export const cli = async (
  argv: readonly string[],
  { cwd, kinds, terminal = processTerminal(cwd) }: CliOptions,
): Promise<number> => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  let code = 0;
  const program = programOf(terminal, kinds, (ended) => {
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
