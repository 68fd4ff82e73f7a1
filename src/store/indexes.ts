import type { Connection, Model } from 'mongoose';
import { fail, ok, type Result } from '../base/result.ts';

/** IndexOptionsConflict and IndexKeySpecsConflict: an earlier version made the index differently. */
const CONFLICT = [85, 86];
const DUPLICATE_KEY = 11000;
const INDEX_NOT_FOUND = 27;

const codeOf = (error: unknown): number => Number((error as { code?: unknown }).code);

/** Drops indexes of the same fields that are not as the schema wants them; those that it does not know stay. */
const dropChanged = async (model: Model<unknown>): Promise<void> => {
  const wanted = new Set(model.schema.indexes().map(([fields]) => JSON.stringify(fields)));
  const { toDrop } = await model.diffIndexes();
  const there = await model.collection.indexes();
  for (const name of toDrop as unknown as string[]) {
    const index = there.find((one) => one.name === name);
    if (!index || !wanted.has(JSON.stringify(index.key))) continue;
    await model.collection.dropIndex(name).catch((error: unknown) => {
      // Another process that starts now was faster.
      if (codeOf(error) !== INDEX_NOT_FOUND) throw error;
    });
  }
};

const make = async (model: Model<unknown>): Promise<void> => {
  try {
    await model.init();
  } catch (error) {
    if (!CONFLICT.includes(codeOf(error))) throw error;
    await dropChanged(model);
    await model.createIndexes();
  }
};

/**
 * Waits until the indexes of all models that were asked for are there, so that nothing runs before what must be unique
 * is kept unique. Indexes that an earlier version made differently are made anew.
 */
export const makeIndexes = async (connection: Connection): Promise<Result<null>> => {
  for (const model of Object.values(connection.models)) {
    try {
      await make(model);
    } catch (error) {
      if (codeOf(error) !== DUPLICATE_KEY) throw error;
      const name = model.collection.collectionName;
      // The rest of the server's sentence holds the value, which may be somebody's number.
      const index = /index: (\S+)/.exec((error as Error).message)?.[1] ?? '?';
      return fail(
        'store.not_unique',
        `Bảng "${name}" có hai mục trùng nhau ở chỗ phải là duy nhất, nên không tạo được chỉ mục. Chị phục hồi bản sao lưu gần nhất, hoặc báo người phát triển chỉ mục "${index}" bị trùng.`,
        name,
      );
    }
  }
  return ok(null);
};
