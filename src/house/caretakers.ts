import type { Org } from '../org/service.ts';
import type { Post } from '../org/types.ts';

/** Posts whose holders administer their unit in chat: they may register a group for it. */
const ADMIN_POSTS: readonly Post[] = ['can_bo_tinh', 'chu_tich_co_so', 'pho_chu_tich_co_so'];

/** The units that a contact administers in chat. */
export const chatScopes = async (org: Org, contact: string): Promise<string[]> => {
  const person = await org.personOfContact(contact);
  return (person?.posts ?? []).filter(({ post }) => ADMIN_POSTS.includes(post)).map(({ unit }) => unit.path);
};

/** Contacts of those who are told when an account is in trouble: the province's officers, or the unit's own leaders. */
export async function* caretakers(org: Org, unitPath: string): AsyncIterable<readonly string[]> {
  let found = 0;
  for await (const holder of org.holders({ unitPaths: [unitPath], posts: ['can_bo_tinh'] })) {
    found += 1;
    yield holder.contacts;
  }
  if (found > 0) return;
  for await (const holder of org.holders({ unitPaths: [unitPath], posts: ADMIN_POSTS }))
    if (unitPath === '/' || holder.unit.path === unitPath) yield holder.contacts;
}
