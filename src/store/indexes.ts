import type { Connection, Model } from 'mongoose';
import { fail, ok, type Result } from '../base/result.ts';

/** IndexOptionsConflict and IndexKeySpecsConflict: an earlier version made the index differently. */
const CONFLICT = [85, 86];
const DUPLICATE_KEY = 11000;

/** Drops indexes of the same fields that are not as the schema wants them; those that it does not know stay. */
const dropChanged = async (model: Model<unknown>): Promise<void> => {
  const wanted = new Set(model.schema.indexes().map(([fields]) => JSON.stringify(fields)));
  const { toDrop } = await model.diffIndexes();
  const there = await model.collection.indexes();
  for (const name of toDrop as unknown as string[]) {
    const index = there.find((one) => one.name === name);
    if (index && wanted.has(JSON.stringify(index.key))) await model.collection.dropIndex(name);
  }
};

const make = async (model: Model<unknown>): Promise<void> => {
  try {
    await model.init();
  } catch (error) {
    if (!CONFLICT.includes(Number((error as { code?: unknown }).code))) throw error;
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
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
      const name = model.collection.collectionName;
      return fail(
        'store.not_unique',
        `Bảng "${name}" có hai mục trùng nhau ở chỗ phải là duy nhất, nên không tạo được chỉ mục. Chị phục hồi bản sao lưu gần nhất, hoặc báo người phát triển kèm dòng này: ${(error as Error).message.slice(0, 200)}`,
        name,
      );
    }
  }
  return ok(null);
};
