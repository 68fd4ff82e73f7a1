import { describe, expect, it } from 'vitest';
import { KeyedSerial } from '../../src/base/keyed-serial.ts';
import { createLogger, withoutPhones } from '../../src/base/log.ts';
import { formatDay, formatHour, formatMoment } from '../../src/base/time.ts';

describe('tasks by key', () => {
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

  it('run one after another for one key, also after a failure', async () => {
    const serial = new KeyedSerial();
    const seen: number[] = [];
    const results = await Promise.allSettled(
      [5, 1, 3].map((ms, index) =>
        serial.run('a', async () => {
          await pause(ms);
          seen.push(index);
          if (index === 1) throw new Error('no');
        }),
      ),
    );
    expect(seen).toEqual([0, 1, 2]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('run side by side for different keys, never more than the limit', async () => {
    const serial = new KeyedSerial(3);
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, key) =>
        serial.run(String(key), async () => {
          running += 1;
          most = Math.max(most, running);
          await pause(1);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(3);
    await serial.idle();
    expect(serial.size).toBe(0);
  });
});

describe('the log', () => {
  const logged = (write: (logger: ReturnType<typeof createLogger>) => void): string => {
    const lines: string[] = [];
    write(createLogger('info', { write: (line) => void lines.push(line) }));
    return lines.join('');
  };

  it.each(['0912345678', '+84 912 345 678', '0912.345.678', '84912345678', '0209 3870 123'])(
    'never holds the phone number %s',
    (phone) => {
      expect(withoutPhones(`gọi ${phone} nhé`)).toBe('gọi [số điện thoại] nhé');
      expect(logged((logger) => logger.info(`gọi ${phone} nhé`))).not.toContain(phone);
    },
  );

  it.each(['ngày 27/11/2026 lúc 19h30', 'Nghị định 13/2023', 'Quyết định 2415/QĐ-TTg', 'gọi 113, 111 hoặc 115'])(
    'leaves "%s" as it is',
    (text) => {
      expect(withoutPhones(text)).toBe(text);
    },
  );

  it('replaces what stands in secret fields, also inside objects', () => {
    const line = logged((logger) =>
      logger.info(
        { token: 'bi-mat-1', account: { cookie: 'bi-mat-2' }, event: { contact: { phone: 'bi-mat-3' } } },
        'x',
      ),
    );
    expect(line).not.toMatch(/bi-mat/);
    expect(line).toContain('[kín]');
  });

  it('cleans the messages of errors too', () => {
    const line = logged((logger) => logger.error({ err: new Error('không gửi được cho 0912345678') }, 'x'));
    expect(line).not.toContain('0912345678');
  });
});

describe('times for people', () => {
  it('are local, with the weekday', () => {
    const at = new Date('2026-11-27T12:30:00Z');
    expect(formatHour(at)).toBe('19h30');
    expect(formatDay(at)).toBe('thứ Sáu ngày 27/11/2026');
    expect(formatMoment(new Date('2026-11-28T17:05:00Z'))).toBe('0h05, Chủ nhật ngày 29/11/2026');
  });
});
