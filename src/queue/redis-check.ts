import { Redis } from 'ioredis';
import { fail, ok, type Result } from '../base/result.ts';
import type { RedisUrl } from './redis.ts';

/** The oldest Redis that is supported: BullMQ asks for 6.2, and what is older gets no fixes. */
const OLDEST = [6, 2] as const;
/** A Redis that does not answer within so long is taken for away. */
const DEFAULT_TIMEOUT_MS = 3_000;

/** What was found. */
export interface RedisFacts {
  readonly version: string;
  /** Whether what was acknowledged outlives a crash of Redis (`appendonly yes`). */
  readonly appendOnly: boolean;
}

/** The place without user and password, for a sentence that somebody reads. */
const placeOf = (url: URL): string => `${url.hostname || '127.0.0.1'}:${url.port || '6379'}`;

const parse = (text: RedisUrl): URL | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'redis:' || url.protocol === 'rediss:' ? url : undefined;
};

const field = (info: string, name: string): string => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';

/** Why Redis did not let us in, as a person can mend it. */
const refusal = (error: unknown, url: URL): Result<never> => {
  const text = error instanceof Error ? error.message : String(error);
  const place = placeOf(url);
  if (/WRONGPASS|invalid password|invalid username/i.test(text))
    return fail('queue.redis_password', `Redis ở ${place} không nhận mật khẩu: chị sửa mật khẩu trong REDIS_URL.`);
  if (/NOAUTH/.test(text))
    return fail(
      'queue.redis_password',
      `Redis ở ${place} cần mật khẩu: chị ghi REDIS_URL=redis://:<mật khẩu>@${place}.`,
    );
  if (/NOPERM/.test(text))
    return fail('queue.redis_rights', `Tài khoản Redis ở ${place} thiếu quyền: chị cấp quyền +@all ~* &* cho nó.`);
  if (/DB index is out of range|invalid DB index/i.test(text))
    return fail('queue.redis_database', `Redis ở ${place} không có cơ sở dữ liệu này: chị sửa số ở cuối REDIS_URL.`);
  if (/ENOTFOUND|EAI_AGAIN/.test(text))
    return fail('queue.redis_unreachable', `Không tìm thấy máy "${url.hostname}": chị sửa tên máy trong REDIS_URL.`);
  if (/SSL|TLS|wrong version number|ECONNRESET|certificate/i.test(text))
    return fail(
      'queue.redis_unreachable',
      `Redis ở ${place} ngắt kết nối: chị xem lại redis:// hay rediss:// (TLS) trong REDIS_URL.`,
    );
  return fail('queue.redis_unreachable', `Không kết nối được Redis ở ${place}: chị bật Redis hoặc sửa REDIS_URL.`);
};

const judge = (info: string, url: URL): Result<RedisFacts> => {
  const place = placeOf(url);
  const version = field(info, 'redis_version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return fail('queue.redis_version', `Redis ở ${place} là bản ${version}: chị nâng lên bản 6.2 trở lên.`);
  if (field(info, 'redis_mode') === 'cluster')
    return fail('queue.redis_cluster', `Redis ở ${place} chạy theo cụm (cluster): chị dùng một Redis thường.`);
  if (field(info, 'role') === 'slave')
    return fail('queue.redis_replica', `Redis ở ${place} là bản sao chỉ đọc: chị trỏ REDIS_URL vào máy chính.`);
  const policy = field(info, 'maxmemory_policy');
  if (policy !== '' && policy !== 'noeviction')
    return fail(
      'queue.redis_eviction',
      `Redis ở ${place} sẽ tự xóa việc khi đầy bộ nhớ (${policy}): chị đặt maxmemory-policy noeviction.`,
    );
  return ok({ version, appendOnly: field(info, 'aof_enabled') === '1' });
};

/**
 * Whether this Redis can carry the queue: reachable, the password right, new enough, and not one that throws jobs away
 * when its memory is full. Answers within `timeoutMs` (default 3 s) whatever happens. Every failure is one sentence with
 * the remedy and holds neither user nor password: `queue.redis_url`, `queue.redis_unreachable`, `queue.redis_password`,
 * `queue.redis_rights`, `queue.redis_database`, `queue.redis_version`, `queue.redis_cluster`, `queue.redis_replica`,
 * `queue.redis_eviction`.
 */
export const checkRedis = async (
  text: RedisUrl,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): Promise<Result<RedisFacts>> => {
  const url = parse(text);
  if (!url)
    return fail(
      'queue.redis_url',
      'REDIS_URL không đúng: chị ghi dạng redis://[:mật khẩu@]máy:6379[/số].',
      'REDIS_URL',
    );
  const redis = new Redis(text, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    // The answer to a wrong password comes with the first command as well; INFO shall be asked in any case.
    enableReadyCheck: false,
  });
  let trouble: unknown;
  redis.on('error', (error: unknown) => {
    trouble ??= error;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result<never>>((resolve) => {
    timer = setTimeout(() => resolve(refusal(trouble ?? 'timeout', url)), timeoutMs);
  });
  const asked = (async (): Promise<Result<RedisFacts>> => {
    try {
      await redis.connect();
      const info = await redis.info();
      if (trouble) return refusal(trouble, url);
      return judge(info, url);
    } catch (error) {
      return refusal(trouble ?? error, url);
    }
  })();
  const answer = await Promise.race([asked, late]);
  clearTimeout(timer);
  redis.disconnect();
  return answer;
};
