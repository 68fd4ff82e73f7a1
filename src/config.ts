import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from './base/result.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** `web`: webhooks, API and console. `worker`: answers, timers, sends. `listener`: accounts that one process must hold. */
export const ROLES = ['all', 'web', 'worker', 'listener'] as const;
export type Role = (typeof ROLES)[number];

const url = (protocols: string[], example: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `phải là địa chỉ dạng ${example}`,
  });

/** Every setting of the environment: its rule, its default and what it is for. Nothing else reads the environment. */
export const SETTINGS = {
  PORT: {
    about: 'Cổng của trang quản trị và webhook; 0 để máy tự chọn.',
    rule: z.coerce
      .number('phải là số')
      .int('phải là số nguyên')
      .min(0)
      .max(65_535, 'phải từ 0 đến 65535')
      .default(3000),
  },
  HOST: {
    about: 'Địa chỉ mạng lắng nghe.',
    rule: z.string().min(1).default('0.0.0.0'),
  },
  DATA_DIR: {
    about: 'Thư mục dữ liệu: tệp SQLite, tệp tải lên, khóa tự sinh.',
    rule: z.string().min(1, 'không được để trống').default('./data'),
  },
  CONTENT_DIR: { about: 'Thư mục tài liệu và ngân hàng câu hỏi.', rule: z.string().min(1).default('./content') },
  FLOWS_DIR: { about: 'Thư mục kịch bản trò chuyện.', rule: z.string().min(1).default('./flows') },
  MONGODB_URL: {
    about: 'Địa chỉ MongoDB. Để trống: dùng tệp trong DATA_DIR.',
    rule: url(['mongodb:', 'mongodb+srv:'], 'mongodb://máy-chủ:27017/chihoi').optional(),
  },
  REDIS_URL: {
    about: 'Địa chỉ Redis của hàng đợi. Để trống: hàng đợi nằm trong kho dữ liệu.',
    rule: url(['redis:', 'rediss:'], 'redis://máy-chủ:6379').optional(),
  },
  ROLE: {
    about: `Việc của tiến trình này: ${ROLES.join(', ')}. Khác all thì cần cả MONGODB_URL và REDIS_URL.`,
    rule: z.enum(ROLES, `phải là một trong: ${ROLES.join(', ')}`).default('all'),
  },
  APP_KEY: {
    about: 'Khóa mã hóa bí mật, 64 ký tự hệ 16. Để trống: tự sinh một lần trong DATA_DIR/app.key.',
    rule: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, 'phải là 64 ký tự 0-9 a-f (tạo bằng: openssl rand -hex 32)')
      .optional(),
  },
  PUBLIC_URL: {
    about: 'Địa chỉ mà người ngoài mở trang này, dùng cho liên kết và tệp trong tin nhắn.',
    rule: url(['http:', 'https:'], 'https://chihoi.example.vn').optional(),
  },
  LOG_LEVEL: {
    about: `Mức ghi nhật ký: ${LEVELS.join(', ')}.`,
    rule: z.enum(LEVELS, `phải là một trong: ${LEVELS.join(', ')}`).default('info'),
  },
} as const;

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly contentDir: string;
  readonly flowsDir: string;
  readonly mongodbUrl?: string;
  readonly redisUrl?: string;
  readonly role: Role;
  /** 32 bytes. */
  readonly appKey: Buffer;
  readonly publicUrl?: string;
  readonly logLevel: (typeof LEVELS)[number];
}

/** Settings that an administrator may have meant, but which are read by nothing. */
const PREFIXES = ['CHIHOI_', 'MONGO', 'REDIS', 'APP_', 'DATA_', 'PUBLIC_', 'LOG_'];

/** `DATA_DIR/app.key`, made at the first start and readable by its owner alone. */
const keyFromFile = (dataDir: string): Buffer => {
  const path = join(dataDir, 'app.key');
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${path} phải chứa đúng 64 ký tự 0-9 a-f`);
  return Buffer.from(text, 'hex');
};

/**
 * Reads the settings. All that is wrong is reported at once, one line each, by name. `notes` are worth a line in the
 * log but stop nothing.
 */
export const readConfig = (
  env: Readonly<Record<string, string | undefined>>,
): Result<{ config: Config; notes: string[] }> => {
  const problems: string[] = [];
  const read = <K extends keyof typeof SETTINGS>(name: K): z.output<(typeof SETTINGS)[K]['rule']> => {
    const raw = env[name]?.trim();
    const parsed = SETTINGS[name].rule.safeParse(raw === '' ? undefined : raw);
    if (!parsed.success) problems.push(`${name} ${parsed.error.issues[0]?.message}. ${SETTINGS[name].about}`);
    return parsed.data as z.output<(typeof SETTINGS)[K]['rule']>;
  };
  const values = {
    port: read('PORT'),
    host: read('HOST'),
    dataDir: read('DATA_DIR'),
    contentDir: read('CONTENT_DIR'),
    flowsDir: read('FLOWS_DIR'),
    mongodbUrl: read('MONGODB_URL'),
    redisUrl: read('REDIS_URL'),
    role: read('ROLE'),
    appKey: read('APP_KEY'),
    publicUrl: read('PUBLIC_URL'),
    logLevel: read('LOG_LEVEL'),
  };
  for (const [name, folder] of [
    ['CONTENT_DIR', values.contentDir],
    ['FLOWS_DIR', values.flowsDir],
  ] as const) {
    if (folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
      problems.push(`${name} phải là một thư mục có thật; không thấy ${resolve(folder)}. ${SETTINGS[name].about}`);
  }
  // Several processes on one file are refused by the file; without Redis none would hear of another's work in time.
  if (values.role !== undefined && values.role !== 'all')
    for (const [name, value] of [
      ['MONGODB_URL', values.mongodbUrl],
      ['REDIS_URL', values.redisUrl],
    ] as const)
      if (value === undefined) problems.push(`${name} cần có khi ROLE=${values.role}. ${SETTINGS[name].about}`);
  if (problems.length > 0)
    return fail('config.invalid', `Cấu hình chưa đúng:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  const dataDir = resolve(values.dataDir);
  let appKey: Buffer;
  try {
    mkdirSync(dataDir, { recursive: true });
    appKey = values.appKey ? Buffer.from(values.appKey, 'hex') : keyFromFile(dataDir);
  } catch (error) {
    return fail(
      'config.data_dir',
      `Không dùng được thư mục dữ liệu ${dataDir}: ${(error as Error).message}. Chị kiểm tra quyền ghi hoặc đặt DATA_DIR khác.`,
    );
  }
  const notes = Object.keys(env)
    .filter((name) => PREFIXES.some((prefix) => name.startsWith(prefix)))
    .filter((name) => !(name in SETTINGS))
    .map((name) => `${name} is set but nothing reads it`);
  const { mongodbUrl, redisUrl, publicUrl } = values;
  return ok({
    config: {
      port: values.port,
      host: values.host,
      dataDir,
      contentDir: resolve(values.contentDir),
      flowsDir: resolve(values.flowsDir),
      logLevel: values.logLevel,
      appKey,
      role: values.role,
      ...(mongodbUrl !== undefined && { mongodbUrl }),
      ...(redisUrl !== undefined && { redisUrl }),
      ...(publicUrl !== undefined && { publicUrl: publicUrl.replace(/\/$/, '') }),
    },
    notes,
  });
};
