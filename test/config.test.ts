import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chihoi-config-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (env: Record<string, string>) => readConfig({ DATA_DIR: dir, ...env });
const refusal = (env: Record<string, string>): string => {
  const result = read(env);
  return result.ok ? 'accepted' : result.error.message;
};

describe('the settings', () => {
  it('have defaults for everything', () => {
    const result = read({});
    expect(result.ok && result.value.config).toMatchObject({ port: 3000, logLevel: 'info', dataDir: dir });
    expect(result.ok && result.value.notes).toEqual([]);
  });

  it('treat an empty value as absent', () => {
    const result = read({ PORT: '', MONGODB_URL: ' ', PUBLIC_URL: '' });
    expect(result.ok && result.value.config.port).toBe(3000);
    expect(result.ok && result.value.config.mongodbUrl).toBeUndefined();
  });

  it.each([
    [{ PORT: 'ba nghìn' }, /PORT phải là số/],
    [{ PORT: '70000' }, /PORT phải từ 0 đến 65535/],
    [{ PORT: '80.5' }, /PORT phải là số nguyên/],
    [{ MONGODB_URL: 'localhost:27017' }, /MONGODB_URL phải là địa chỉ dạng mongodb:\/\//],
    [{ PUBLIC_URL: 'chihoi.vn' }, /PUBLIC_URL phải là địa chỉ dạng https:\/\//],
    [{ APP_KEY: 'bí mật' }, /APP_KEY phải là 64 ký tự/],
    [{ CONTENT_DIR: '/no/such' }, /CONTENT_DIR phải là một thư mục có thật; không thấy \/no\/such/],
    [{ FLOWS_DIR: 'package.json' }, /FLOWS_DIR phải là một thư mục có thật/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL phải là một trong: trace/],
  ])('refuse %j by name, with the rule', (env, message) => {
    expect(refusal(env)).toMatch(message);
  });

  it('report everything that is wrong at once', () => {
    const lines = refusal({ PORT: 'x', LOG_LEVEL: 'y', APP_KEY: 'z' }).split('\n');
    expect(lines.filter((line) => line.startsWith('  - '))).toHaveLength(3);
  });

  it('never repeat a secret in what they report', () => {
    expect(refusal({ APP_KEY: 'khong-duoc-lo-ra' })).not.toContain('khong-duoc-lo-ra');
    expect(refusal({ MONGODB_URL: 'http://u:mat-khau@h' })).not.toContain('mat-khau');
  });

  it('make a key once and keep it, readable by its owner alone', () => {
    const first = read({});
    const again = read({});
    expect(first.ok && again.ok && first.value.config.appKey.equals(again.value.config.appKey)).toBe(true);
    expect(statSync(join(dir, 'app.key')).mode & 0o077).toBe(0);
    expect(readFileSync(join(dir, 'app.key'), 'utf8').trim()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuse a damaged key file and leave it as it is', () => {
    writeFileSync(join(dir, 'app.key'), 'hỏng');
    expect(refusal({})).toMatch(/app\.key phải chứa đúng 64 ký tự/);
    expect(readFileSync(join(dir, 'app.key'), 'utf8')).toBe('hỏng');
  });

  it('say so when the data folder cannot be used', () => {
    const file = join(dir, 'là-tệp');
    writeFileSync(file, '');
    expect(refusal({ DATA_DIR: join(file, 'data') })).toMatch(/Không dùng được thư mục dữ liệu/);
    expect(existsSync(join(file, 'data'))).toBe(false);
  });

  it('mention what nothing reads', () => {
    const result = read({ MONGO_URL: 'x', DATA_DIRECTORY: 'y' });
    expect(result.ok && result.value.notes).toHaveLength(2);
  });
});
