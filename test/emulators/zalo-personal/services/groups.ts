import { type Call, groupFor, type Handlers, json, type Parts, Refused, text } from '../call.ts';
import { groupRow, profileRow } from '../rows.ts';

/** Most groups that one call may ask about; more is refused with 114. */
const MOST_GROUPS = 100;

/** Groups, their members, people, and being alive. */
export const groupHandlers = ({ world, feed }: Parts): Handlers => {
  const mine = (account: string) => [...world.groups.values()].filter(({ members }) => members.includes(account));
  const idsOf = ({ params }: Call) =>
    (params['friend_pversion_map'] as string[]).map((versioned) => versioned.replace(/_\d+$/, ''));

  const info = ({ account, params }: Call) => {
    const ids = Object.keys(json<Record<string, number>>(params, 'gridVerMap'));
    if (ids.length > MOST_GROUPS) throw new Refused(114);
    const seen = ids.flatMap((id) => mine(account).filter((group) => group.id === id));
    return {
      gridInfoMap: Object.fromEntries(seen.map((group) => [group.id, groupRow(group, account)])),
      removedsGroup: ids.filter((id) => !seen.some((group) => group.id === id)),
      unchangedsGroup: [],
    };
  };

  const byLink = ({ params }: Call) => {
    const group = [...world.groups.values()].find(({ link }) => link === text(params, 'link'));
    if (!group) throw new Refused(114, 'Đường dẫn nhóm không đúng hoặc đã bị tắt');
    return group;
  };

  const joinByLink = (call: Call) => {
    const group = byLink(call);
    if (group.members.includes(call.account)) throw new Refused(178, 'Đã là thành viên');
    if (group.setting.joinAppr === 1) {
      group.pending.push(call.account);
      throw new Refused(240, 'Chờ trưởng nhóm duyệt');
    }
    group.members.push(call.account);
    feed.groupEvent(group, 'join', call.account, [call.account]);
    return '';
  };

  const leave = (call: Call) => {
    const [id] = call.params['grids'] as string[];
    const group = world.groups.get(id ?? '');
    if (!group?.members.includes(call.account)) throw new Refused(166);
    group.members = group.members.filter((uid) => uid !== call.account);
    feed.groupEvent(group, 'leave', call.account, [call.account], [call.account]);
    return { memberError: [] };
  };

  return {
    'group_poll /api/group/getlg/v4': ({ account }) => ({
      version: String(world.now()),
      gridVerMap: Object.fromEntries(mine(account).map(({ id, version }) => [id, String(version)])),
    }),
    'group /api/group/getmg-v2': info,
    'group /api/group/link/ginfo': (call) => {
      const group = byLink(call);
      return { ...groupRow(group, call.account), hasMoreMember: 0, currentMems: [] };
    },
    'group /api/group/link/join': joinByLink,
    'group /api/group/leave': leave,
    'group /api/group/link/detail': (call) => {
      const group = groupFor(world, call.account, text(call.params, 'grid'));
      return { link: group.link, expiration_date: 0, enabled: 1 };
    },
    'profile /api/social/group/members': (call) => ({
      profiles: Object.fromEntries(
        idsOf(call).flatMap((uid) => {
          const person = world.people.get(uid);
          return person ? [[uid, profileRow(person)]] : [];
        }),
      ),
      unchangeds_profile: [],
    }),
    'profile /api/social/friend/getprofiles/v2': (call) => ({
      changed_profiles: Object.fromEntries(
        idsOf(call).flatMap((uid) => {
          const person = world.people.get(uid);
          return person ? [[uid, profileRow(person)]] : [];
        }),
      ),
      unchanged_profiles: {},
      phonebook_version: 1,
    }),
    'profile /api/social/profile/me-v2': ({ account }) => ({ profile: profileRow(world.person(account)) }),
    'profile /api/social/friend/getfriends': () => [],
    'friend /api/friend/accept': () => '',
    'friend /api/friend/sendreq': () => '',
  };
};
