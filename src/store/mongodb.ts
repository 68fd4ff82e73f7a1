import mongoose from 'mongoose';
import { fail, ok, type Result } from '../base/result.ts';
import type { Store } from './store.ts';

/** How long to look for a server before saying that there is none. */
const SELECTION_MS = 5_000;

/** Connects to MongoDB with Mongoose's own driver. The message never repeats the address, which may hold a password. */
export const connectMongodb = async (url: string): Promise<Result<Store>> => {
  const connection = mongoose.createConnection();
  try {
    await connection.openUri(url, { serverSelectionTimeoutMS: SELECTION_MS });
  } catch (error) {
    await connection.destroy().catch(() => undefined);
    return explained(error);
  }
  return ok({
    kind: 'mongodb',
    connection,
    async close() {
      await Promise.allSettled(Object.values(connection.models).map((model) => model.init()));
      await connection.destroy();
    },
  });
};

const explained = (error: unknown): Result<never> => {
  const name = error instanceof Error ? error.name : '';
  if (name === 'MongoParseError' || name === 'MongoInvalidArgumentError') {
    return fail(
      'store.bad_url',
      'MONGODB_URL không đúng dạng. Chị hãy sửa lại theo mẫu mongodb://máy:27017/tên_cơ_sở_dữ_liệu.',
      'MONGODB_URL',
    );
  }
  if ((error as { code?: unknown }).code === 18) {
    return fail(
      'store.refused',
      'MongoDB từ chối tên đăng nhập hoặc mật khẩu trong MONGODB_URL. Chị hãy kiểm tra lại hai mục này.',
      'MONGODB_URL',
    );
  }
  return fail(
    'store.unreachable',
    'Không kết nối được MongoDB theo MONGODB_URL. Chị hãy kiểm tra máy chủ MongoDB đã chạy chưa, địa chỉ và tường lửa; hoặc bỏ MONGODB_URL để dùng tệp dữ liệu trên máy này.',
    'MONGODB_URL',
  );
};
