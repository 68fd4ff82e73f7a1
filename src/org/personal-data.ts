import type { Linking } from './linking/service.ts';
import { channelName } from './linking/types.ts';
import { maskPhone } from './phone.ts';
import { ROOT_PATH } from './scope.ts';
import type { Org } from './service.ts';
import { POSTS } from './types.ts';
import type { Welcome } from './welcome/service.ts';

/**
 * What this room keeps about a contact, for her to read and to have erased. Forgetting in chat takes away the link
 * between her account and the roster; the roster itself is kept by the Union and corrected by an administrator.
 */
export const orgPersonalData = (
  org: Org,
  linking: Pick<Linking, 'accountsOf' | 'forget'>,
  welcome: Pick<Welcome, 'forget'>,
) => ({
  async list(contact: string): Promise<{ label: string; value: string }[]> {
    const link = await org.personOfContact(contact);
    const person = link === undefined ? undefined : await org.person(link.id, { scope: ROOT_PATH, mask: false });
    if (person === undefined) return [];
    const accounts = (await linking.accountsOf(person.id)).map(({ channel, name }) =>
      name === '' ? channelName(channel) : `${channelName(channel)} (${name})`,
    );
    return [
      { label: 'Họ tên trong danh sách', value: person.name },
      ...person.posts
        .filter((post) => post.to === undefined)
        .map((post) => ({ label: POSTS[post.post].short, value: post.unit.name })),
      ...(person.phone === undefined ? [] : [{ label: 'Số điện thoại', value: maskPhone(person.phone) }]),
      { label: 'Tài khoản đã liên kết', value: accounts.join(', ') },
    ];
  },
  async forget(contact: string): Promise<void> {
    await org.claims.forget(contact);
    await linking.forget(contact);
    await welcome.forget(contact);
    await org.unlinkContact(contact, ROOT_PATH);
  },
});
