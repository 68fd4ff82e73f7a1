import { type Failure, fail, ok, type Result } from '../base/result.ts';

/** The oldest MongoDB that is supported. */
export const OLDEST = 7;

const PLACE = 'MONGODB_URL';

/** Codes with which a server refuses a user: AuthenticationFailed, and UserNotFound for some mechanisms. */
const REFUSED = [11, 18];
/** The user may not do this. */
const UNAUTHORIZED = 13;
/** NotWritablePrimary, PrimarySteppedDown, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary, and a server that shuts down. */
const NOT_PRIMARY = [10107, 189, 13435, 13436, 11602, 91, 11600];

const tooOld = (found: string) =>
  fail(
    'store.too_old',
    `Máy chủ MongoDB là bản ${found}, chương trình cần bản ${OLDEST} trở lên. Chị hãy nâng cấp MongoDB, hoặc đặt MONGODB_URL sang máy chủ khác.`,
    PLACE,
  );

const readOnlyUser = () =>
  fail(
    'store.read_only',
    'Tài khoản trong MONGODB_URL không có quyền ghi. Chị hãy cấp quyền readWrite trên cơ sở dữ liệu này, hoặc dùng tài khoản khác.',
    PLACE,
  );

const secondary = () =>
  fail(
    'store.read_only',
    'MONGODB_URL đang trỏ tới một máy MongoDB chỉ đọc (bản phụ). Chị hãy ghi đủ các máy của bộ sao chép và thêm ?replicaSet=tên_bộ.',
    PLACE,
  );

const noPrimary = () =>
  fail(
    'store.no_primary',
    'Bộ sao chép MongoDB hiện chưa có máy chính. Chị hãy kiểm tra quá nửa số máy của bộ đang chạy, rồi đợi bộ tự bầu máy chính.',
    PLACE,
  );

const unreachable = () =>
  fail(
    'store.unreachable',
    'Không kết nối được MongoDB theo MONGODB_URL. Chị hãy kiểm tra máy chủ MongoDB đã chạy chưa, địa chỉ và tường lửa; hoặc bỏ MONGODB_URL để dùng tệp dữ liệu trên máy này.',
    PLACE,
  );

const badUrl = () =>
  fail(
    'store.bad_url',
    'MONGODB_URL không đúng dạng. Chị hãy sửa lại theo mẫu mongodb://máy:27017/tên_cơ_sở_dữ_liệu.',
    PLACE,
  );

interface DriverError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly reason?: { readonly type?: string };
}

/**
 * What a failed connection or command of MongoDB means to an operator. The sentence never repeats the address, which may
 * hold a password.
 */
export const problemOf = (error: unknown): Result<never> => {
  const { name = '', message = '', code, cause, reason } = (error ?? {}) as DriverError;
  if (['MongoParseError', 'MongoInvalidArgumentError', 'MongoAPIError'].includes(name)) return badUrl();
  if (name === 'MongoCompatibilityError' || /maximum wire version/.test(message)) return tooOld('cũ');
  if (REFUSED.includes(Number(code))) {
    return fail(
      'store.refused',
      'MongoDB từ chối tên đăng nhập hoặc mật khẩu trong MONGODB_URL. Chị hãy kiểm tra lại hai mục này.',
      PLACE,
    );
  }
  if (code === UNAUTHORIZED) return readOnlyUser();
  if (NOT_PRIMARY.includes(Number(code))) return secondary();
  if (reason?.type === 'ReplicaSetNoPrimary') {
    const inner = cause === undefined ? undefined : problemOf(cause);
    return inner?.ok === false && inner.error.code !== 'store.unreachable' ? inner : noPrimary();
  }
  return cause === undefined || cause === error ? unreachable() : problemOf(cause);
};

/** Whether trying again later cannot help: the address itself is wrong. */
export const isFinal = ({ code }: Failure): boolean => code === 'store.bad_url';

/** A server's answer to `hello`, in the newer and the older spelling. */
export interface Hello {
  readonly isWritablePrimary?: boolean;
  readonly ismaster?: boolean;
  readonly setName?: string;
  readonly msg?: string;
}

const STANDALONE =
  'MongoDB đang chạy một mình, không thuộc bộ sao chép: dùng được, nhưng hỏng máy là mất phần chưa sao lưu. Chị hãy chạy chihoi backup hằng ngày, hoặc chuyển sang bộ sao chép.';

/** What stands in the way of working with this server, or a note about it. */
export const judge = (hello: Hello, version: string): Result<{ readonly note?: string }> => {
  if (Number.parseInt(version, 10) < OLDEST) return tooOld(version);
  if (!(hello.isWritablePrimary ?? hello.ismaster)) return secondary();
  return ok(hello.setName === undefined && hello.msg !== 'isdbgrid' ? { note: STANDALONE } : {});
};
