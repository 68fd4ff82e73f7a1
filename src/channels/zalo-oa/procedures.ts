import { z } from 'zod';
import { fail, ok } from '../../base/result.ts';
import type { Procedure } from '../kind.ts';
import type { Api, ApiOutcome } from './api.ts';
import { NOT_SIGNED_IN, OFFLINE } from './errors.ts';

const count = z.union([z.string(), z.number()]).optional().catch(undefined);
const Quota = z.looseObject({ remain: count, total: count, quota_type: z.string().optional().catch(undefined) });

const failure = (outcome: Exclude<ApiOutcome, { type: 'ok' }>) => {
  const { code, sentence } =
    outcome.type === 'refused' || outcome.type === 'later'
      ? outcome.rule
      : outcome.type === 'signed_out'
        ? NOT_SIGNED_IN
        : OFFLINE;
  return fail(`zalo_oa.${code}`, sentence);
};

/** Rows may stand under `data` as an array or alone. */
const quotasOf = (data: unknown): readonly z.output<typeof Quota>[] =>
  (Array.isArray(data) ? data : [data]).flatMap((row) => {
    const parsed = Quota.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });

const Asset = z.looseObject({
  product_type: z.string(),
  status: z.string().optional().catch(undefined),
  valid_through: z.string().optional().catch(undefined),
});

/** What an administrator can have done at the platform. */
export const proceduresOf = (api: Api): Readonly<Record<string, Procedure>> => ({
  check_quota: {
    label: 'Xem hạn mức gửi tin',
    about: 'Hỏi Zalo xem gói dịch vụ của OA còn bao nhiêu tin tư vấn miễn phí.',
    async run() {
      const outcome = await api({ path: '/v2.0/oa/quota/message', method: 'POST' });
      if (outcome.type !== 'ok') return failure(outcome);
      const told = quotasOf(outcome.data).filter(({ remain, total }) => remain !== undefined || total !== undefined);
      if (told.length === 0) return ok('Zalo không cho biết hạn mức. Chị xem trên trang quản trị OA của Zalo.');
      return ok(told.map(({ remain, total }) => `Còn ${remain ?? '?'} trên ${total ?? '?'} tin của gói.`).join(' '));
    },
  },
  check_group_packages: {
    label: 'Xem gói nhóm (GMF)',
    about: 'Hỏi Zalo xem OA có những gói nhóm nào, gói nào chưa dùng.',
    async run() {
      const found: string[] = [];
      for (const product_type of ['gmf10', 'gmf50', 'gmf100'])
        for (const quota_type of ['sub_quota', 'purchase_quota']) {
          const json = { quota_owner: 'OA', product_type, quota_type };
          const outcome = await api({ path: '/v3.0/oa/quota/group', json });
          if (outcome.type === 'refused' && !outcome.rule.account) continue;
          if (outcome.type !== 'ok') return failure(outcome);
          for (const row of Array.isArray(outcome.data) ? outcome.data : []) {
            const asset = Asset.safeParse(row).data;
            if (!asset) continue;
            const state = asset.status === 'available' ? 'chưa dùng' : 'đang dùng';
            const until = asset.valid_through === undefined ? '' : `, hạn ${asset.valid_through}`;
            found.push(`${asset.product_type}: ${state}${until}.`);
          }
        }
      return ok(found.length > 0 ? found.join(' ') : 'OA chưa có gói nhóm (GMF) nào.');
    },
  },
});
