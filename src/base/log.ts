import { type Logger, pino } from 'pino';

export type { Logger };

/** Fields that may hold a secret or a personal number, wherever they stand in a logged object. */
const SECRET_FIELDS = [
  'password',
  'token',
  'secret',
  'cookie',
  'authorization',
  'phone',
  'code',
  'imei',
  'appKey',
  'text',
];

/** Vietnamese mobile and landline numbers as people write them; nine or more digits with separators in between. */
const PHONE = /(?<![\w])(?:\+?84|0)(?:[\s.-]?\d){8,10}(?!\w)/g;

/** Removes phone numbers from a sentence that is about to be logged. */
export const withoutPhones = (text: string): string => text.replace(PHONE, '[số điện thoại]');

/**
 * The program's logger: JSON lines to standard output. Secret fields are replaced two levels deep and phone numbers are
 * removed from messages and string fields.
 */
export const createLogger = (level: string, destination?: { write(line: string): void }): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[kín]',
      },
      serializers: {
        err(error: Error) {
          const plain = pino.stdSerializers.err(error);
          return { ...plain, message: withoutPhones(plain.message), stack: withoutPhones(plain.stack) };
        },
      },
      hooks: {
        logMethod(args, method) {
          const clean = args.map((arg: unknown) => (typeof arg === 'string' ? withoutPhones(arg) : arg));
          method.apply(this, clean as Parameters<typeof method>);
        },
      },
    },
    destination as never,
  );
