import { fail, ok, type Result } from '../../base/result.ts';
import type { PlatformGroup } from '../kind.ts';
import type { ZaloApi } from './client.ts';
import { zaloCode } from './errors.ts';

/** Groups and members asked for at once: more than 100 is refused. */
const BATCH = 50;
/** People whose names are asked for in one look at all groups; the others come at the next. */
const MOST_NAMES = 1_000;

/** What is known of the groups that the account is in. */
export interface Groups {
  nameOf(group: string): string | undefined;
  /** The name of a person as Zalo shows it. */
  personName(uid: string): string | undefined;
  renamed(group: string, name: string): void;
  left(group: string): void;
  heardOf(uid: string, name: string | null | undefined): void;
  /** Reads all groups, and names of members that are not known yet. */
  read(api: ZaloApi, withMembers: boolean): Promise<readonly PlatformGroup[]>;
  join(api: ZaloApi, link: string): Promise<Result<{ readonly id?: string; readonly waiting: boolean }>>;
  readonly size: number;
}

const batches = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));

/** `uid_version` without its version. */
const uidOf = (versioned: string): string => versioned.replace(/_\d+$/, '');

/** One call under the time limit of the channel. */
export type Limited = <T>(what: string, task: () => Promise<T>) => Promise<T>;

export const createGroups = (limited: Limited): Groups => {
  const names = new Map<string, string>();
  const people = new Map<string, string>();

  const learn = async (api: ZaloApi, uids: readonly string[]): Promise<void> => {
    const missing = [...new Set(uids)].filter((uid) => !people.has(uid)).slice(0, MOST_NAMES);
    for (const batch of batches(missing)) {
      const { profiles } = await limited('getGroupMembersInfo', () => api.getGroupMembersInfo(batch));
      for (const [uid, { displayName, zaloName }] of Object.entries(profiles)) people.set(uid, displayName || zaloName);
    }
  };

  return {
    get size() {
      return names.size;
    },
    nameOf: (group) => names.get(group),
    personName: (uid) => people.get(uid),
    renamed: (group, name) => names.set(group, name),
    left: (group) => names.delete(group),
    heardOf(uid, name) {
      if (name) people.set(uid, name);
    },

    async read(api, withMembers) {
      const { gridVerMap } = await limited('getAllGroups', () => api.getAllGroups());
      const infos: { id: string; name: string; size: number; uids: string[] }[] = [];
      for (const ids of batches(Object.keys(gridVerMap))) {
        const { gridInfoMap } = await limited('getGroupInfo', () => api.getGroupInfo(ids));
        // A group that the account is no longer in is missing from the answer.
        for (const [id, info] of Object.entries(gridInfoMap)) {
          const uids = info.memVerList?.length > 0 ? info.memVerList.map(uidOf) : (info.memberIds ?? []).map(String);
          infos.push({ id, name: info.name, size: info.totalMember, uids });
        }
      }
      const inside = new Set(infos.map(({ id }) => id));
      for (const id of names.keys()) if (!inside.has(id)) names.delete(id);
      for (const { id, name } of infos) names.set(id, name);
      if (withMembers)
        await learn(
          api,
          infos.flatMap(({ uids }) => uids),
        );
      return infos.map(({ id, name, size, uids }) => ({
        id,
        name,
        size,
        members: uids.flatMap((uid) => {
          const known = people.get(uid);
          return known === undefined ? [] : [{ id: uid, name: known }];
        }),
      }));
    },

    async join(api, link) {
      if (!/^https:\/\/(?:www\.)?zalo\.me\/g\/\S+$/.test(link.trim()))
        return fail(
          'zalo_personal.bad_link',
          'Đường dẫn nhóm Zalo có dạng https://zalo.me/g/… Chị chép lại đường dẫn.',
          'link',
        );
      let id: string | undefined;
      try {
        const info = await limited('getGroupLinkInfo', () => api.getGroupLinkInfo({ link: link.trim() }));
        id = info.groupId;
        names.set(info.groupId, info.name);
        await limited('joinGroupLink', () => api.joinGroupLink(link.trim()));
        return ok({ id: info.groupId, waiting: false });
      } catch (error) {
        const code = zaloCode(error);
        const known = id !== undefined && { id };
        if (code === 178) return ok({ ...known, waiting: false });
        if (code === 240) {
          if (id !== undefined) names.delete(id);
          return ok({ ...known, waiting: true });
        }
        if (id !== undefined) names.delete(id);
        return fail(
          'zalo_personal.not_joined',
          'Trợ lý chưa vào được nhóm bằng đường dẫn này. Chị kiểm tra đường dẫn còn hiệu lực, hoặc nhờ trưởng nhóm thêm trợ lý vào.',
          'link',
        );
      }
    },
  };
};
