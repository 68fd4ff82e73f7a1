import type { Group, Message, Person, Poll, Reminder, World } from './world.ts';

/** How the things of the world look on the wire, as one account sees them. */

/** On the wire an account calls itself 0. */
const seenAs = (account: string, uid: string): string => (uid === account ? '0' : uid);

export const messageRow = (world: World, account: string, message: Message, msgId = message.msgId) => {
  const to =
    message.place.kind === 'group'
      ? message.place.id
      : (message.place.people.find((uid) => uid !== message.from) ?? message.from);
  return {
    actionId: `${msgId}1`,
    msgId,
    cliMsgId: message.cliMsgId,
    realMsgId: '0',
    msgType: message.msgType,
    uidFrom: seenAs(account, message.from),
    idTo: message.place.kind === 'group' ? to : seenAs(account, to),
    dName: world.people.get(message.from)?.name ?? '',
    ts: String(message.at),
    status: 1,
    content: message.content,
    notify: '1',
    ttl: 0,
    userId: '0',
    uin: '0',
    topOut: '0',
    topOutTimeOut: '0',
    topOutImprTimeOut: '0',
    propertyExt: { color: 0, size: 0, type: 0, subType: 0, ext: '{"shouldParseLinkOrContact":0}' },
    paramsExt: { countUnread: 1, containType: 0, platformType: 1 },
    cmd: message.place.kind === 'group' ? 521 : 501,
    st: 3,
    at: 5,
    ...(message.quote && { quote: message.quote }),
    ...(message.mentions && { mentions: message.mentions }),
  };
};

export const quoteOf = (world: World, quoted: Message) => ({
  ownerId: quoted.from,
  cliMsgId: Number(quoted.cliMsgId),
  globalMsgId: Number(quoted.msgId),
  cliMsgType: 1,
  ts: quoted.at,
  msg: typeof quoted.content === 'string' ? quoted.content : '',
  attach: typeof quoted.content === 'string' ? '' : JSON.stringify(quoted.content),
  fromD: world.people.get(quoted.from)?.name ?? '',
  ttl: 0,
});

/** Members come as `memVerList` alone; `memberIds` and `currentMems` are empty, as reported of the real service. */
export const groupRow = (group: Group, account: string) => {
  const hidden = group.setting.lockViewMember === 1 && ![group.creatorId, ...group.admins].includes(account);
  const shown = hidden ? [...new Set([group.creatorId, ...group.admins, account])] : group.members;
  return {
    groupId: group.id,
    name: group.name,
    desc: '',
    type: 1,
    creatorId: group.creatorId,
    version: String(group.version),
    avt: '',
    fullAvt: '',
    memberIds: [],
    adminIds: group.admins,
    currentMems: [],
    updateMems: [],
    admins: [],
    hasMoreMember: 0,
    subType: 1,
    totalMember: group.members.length,
    maxMember: 1000,
    setting: {
      blockName: 0,
      signAdminMsg: 1,
      addMemberOnly: 0,
      setTopicOnly: 0,
      enableMsgHistory: 1,
      joinAppr: 0,
      lockCreatePost: 0,
      lockCreatePoll: 0,
      lockSendMsg: 0,
      lockViewMember: 0,
      bannFeature: 0,
      dirtyMedia: 0,
      banDuration: 0,
      ...group.setting,
    },
    createdTime: group.createdAt,
    visibility: 0,
    globalId: `GG${group.id}`,
    e2ee: 0,
    extraInfo: { enable_media_store: 0 },
    memVerList: shown.map((uid) => `${uid}_${group.version}`),
    pendingApprove: { time: group.createdAt, uids: group.pending },
  };
};

export const profileRow = (person: Person) => ({
  id: person.uid,
  userId: person.uid,
  displayName: person.name,
  zaloName: person.name,
  avatar: '',
  accountStatus: 0,
  type: 0,
  isFr: 0,
  lastUpdateTime: 0,
  globalId: person.globalId,
});

export const pollRow = (poll: Poll, account: string) => ({
  poll_id: poll.id,
  creator: poll.creator,
  question: poll.question,
  options: poll.options.map(({ id, content, voters }) => ({
    option_id: id,
    content,
    votes: voters.length,
    voted: voters.includes(account),
    voters: poll.anonymous ? [] : voters,
  })),
  joined: poll.options.some(({ voters }) => voters.includes(account)),
  closed: poll.closed,
  allow_multi_choices: poll.multiple,
  allow_add_new_option: false,
  is_anonymous: poll.anonymous,
  is_hide_vote_preview: false,
  poll_type: 0,
  created_time: poll.createdAt,
  updated_time: poll.updatedAt,
  expired_time: poll.expiresAt,
  num_vote: new Set(poll.options.flatMap(({ voters }) => voters)).size,
});

export const reminderRow = (reminder: Reminder, account: string) => {
  const common = {
    type: 0,
    color: -16245706,
    emoji: reminder.emoji,
    startTime: reminder.startTime,
    createTime: reminder.createdAt,
    editTime: reminder.createdAt,
    repeat: reminder.repeat,
  };
  if (reminder.place.kind === 'direct')
    return {
      ...common,
      reminderId: reminder.id,
      creatorUid: reminder.creator,
      toUid: reminder.place.people.find((uid) => uid !== reminder.creator) ?? reminder.creator,
      endTime: 0,
      params: { title: reminder.title, setTitle: true },
    };
  return {
    ...common,
    id: reminder.id,
    groupId: reminder.place.id,
    creatorId: reminder.creator,
    editorId: reminder.creator,
    duration: -1,
    eventType: 1,
    params: JSON.stringify({ title: reminder.title }),
    repeatInfo: null,
    repeatData: [],
    responseMem: {
      acceptMember: reminder.accepted.length,
      rejectMember: reminder.rejected.length,
      myResp: reminder.accepted.includes(account) ? 1 : reminder.rejected.includes(account) ? 2 : 0,
    },
  };
};

/** What a `group_event` of membership, name or setting carries. */
export const groupEventData = (world: World, group: Group, by: string, about: readonly string[]) => ({
  subType: 1,
  groupId: group.id,
  creatorId: group.creatorId,
  groupName: group.name,
  sourceId: by,
  updateMembers: about.map((uid) => ({
    id: uid,
    dName: world.people.get(uid)?.name ?? '',
    avatar: '',
    type: 1,
    avatar_25: '',
  })),
  groupSetting: null,
  groupTopic: null,
  info: { group_link: group.link },
  extraData: {},
  time: String(world.now()),
  avt: null,
  fullAvt: null,
  isAdd: 1,
  hideGroupInfo: 0,
  version: String(group.version),
  groupType: 1,
});
