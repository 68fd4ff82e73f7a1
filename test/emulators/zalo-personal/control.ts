import type { Acts } from './acts.ts';
import type { Faults } from './faults.ts';
import type { Feed } from './feed.ts';
import { png } from './picture.ts';
import type { Asked, Recorder, Sent, Sign } from './recorder.ts';
import { quoteOf } from './rows.ts';
import type { QrState, Sessions } from './sessions.ts';
import type { Door, Sockets } from './sockets.ts';
import { direct, type Message, type Place, samePlace, type World } from './world.ts';

/**
 * The hand on the emulated Zalo: what people do in it, what the platform does, and what was received. Every argument and
 * result is plain JSON, because the same methods are reached over HTTP (`/__control`).
 */

/** Where somebody writes: in a group, or to another person. */
export interface Where {
  readonly group?: string;
  readonly to?: string;
}

export interface Said extends Where {
  readonly from: string;
  readonly text: string;
  /** Names in the text (`@Tên`) that are mentions; uid `-1` is everyone. */
  readonly mentions?: readonly { readonly uid: string; readonly name: string }[];
  /** The message that it answers. */
  readonly quotes?: string;
  readonly at?: number;
}

export interface ControlParts {
  readonly world: World;
  readonly sessions: Sessions;
  readonly sockets: Sockets;
  readonly feed: Feed;
  readonly acts: Acts;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly mediaUrl: (path: string) => string;
}

const isAbout = ({ group, to }: Where, from: string): Place => {
  if (group !== undefined) return { kind: 'group', id: group };
  if (to === undefined) throw new Error('emulator: name a group or a person');
  return direct(from, to);
};

const card = (fields: Record<string, unknown>) => ({
  title: '',
  description: '',
  href: '',
  thumb: '',
  childnumber: 0,
  action: '',
  params: '',
  type: '',
  ...fields,
});

export const createControl = (parts: ControlParts) => {
  const { world, sessions, sockets, feed, acts, faults, recorder, mediaUrl } = parts;

  const draftOf = (said: Said) => {
    const place = isAbout(said, said.from);
    const mentions = said.mentions?.map(({ uid, name }) => {
      const pos = said.text.indexOf(`@${name}`);
      if (pos < 0) throw new Error(`emulator: the text does not name @${name}`);
      return { uid, pos, len: name.length + 1, type: uid === '-1' ? 1 : 0 };
    });
    return {
      place,
      from: said.from,
      msgType: 'webchat',
      content: said.text,
      ...(mentions && { mentions }),
      ...(said.quotes !== undefined && { quote: quoteOf(world, world.message(said.quotes)) }),
      ...(said.at !== undefined && { at: said.at }),
    };
  };

  const qrOf = () => {
    const qr = sessions.lastQr;
    if (!qr) throw new Error('emulator: no QR code was asked for');
    return qr;
  };

  const change = (groupId: string, act: string, by: string, about: string[], members: (now: string[]) => string[]) => {
    const group = world.group(groupId);
    const before = group.members;
    group.members = members(before);
    feed.groupEvent(group, act, by, about, before);
  };

  const shown = (place: Place): Message[] => world.messages.filter((one) => samePlace(one.place, place));

  return {
    // People and groups.
    addAccount: (account: { name: string; uid?: string }) => world.addPerson({ ...account, account: true }),
    addPerson: (person: { name: string; uid?: string }) => world.addPerson(person),
    addGroup: (group: { name: string; members: string[]; id?: string; creator?: string; admins?: string[] }) =>
      world.addGroup(group),
    groups: () => [...world.groups.values()],
    people: () => [...world.people.values()],
    /** A login that is already there, as cookies for a saved session. */
    signedIn(account: string) {
      const session = sessions.open(account);
      const pair = (key: string, value: string, domain: string) => ({ key, value, domain, path: '/', secure: true });
      return {
        cookie: [pair('zpsid', session.zpsid, 'zalo.me'), pair('zpw_sek', session.seks.at(-1) ?? '', 'chat.zalo.me')],
        imei: `emulated-${account}`,
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/133.0',
      };
    },

    // Writing.
    say: (said: Said) => feed.post(draftOf(said)).msgId,
    /** Several at once, told in the order of `order` (places in `said`; default: last first). */
    burst({ said, order, oneFrame }: { said: Said[]; order?: number[]; oneFrame?: boolean }) {
      const at = world.now();
      const messages = said.map((one, index) => feed.post({ at: at + index, ...draftOf(one) }, { told: false }));
      const places = order ?? messages.map((_, index) => messages.length - 1 - index);
      feed.tell(
        places.flatMap((place) => messages[place] ?? []),
        { oneFrame: oneFrame ?? false },
      );
      return messages.map(({ msgId }) => msgId);
    },
    /** Tells a message again, under the same id or another. */
    again({ message, otherId }: { message: string; otherId?: boolean }) {
      const msgId = otherId ? world.nextId('message') : message;
      feed.tell([world.message(message)], { msgId });
      return msgId;
    },
    photo({ from, caption = '', ...where }: Where & { from: string; caption?: string }) {
      const path = `photo/${world.nextId('file')}`;
      world.files.set(path, { name: 'anh.png', type: 'image/png', bytes: png(32, 32, (x, y) => (x + y) % 2 === 0) });
      const href = mediaUrl(path);
      const content = card({ title: caption, href, thumb: href, params: JSON.stringify({ width: 32, height: 32 }) });
      return feed.post({ place: isAbout(where, from), from, msgType: 'chat.photo', content }).msgId;
    },
    file({ from, name, text, ...where }: Where & { from: string; name: string; text: string }) {
      const path = `file/${world.nextId('file')}`;
      const bytes = Buffer.from(text, 'utf8');
      world.files.set(path, { name, type: 'application/octet-stream', bytes });
      const params = JSON.stringify({ fileSize: String(bytes.length), fileExt: name.split('.').at(-1) ?? '' });
      const content = card({ title: name, href: mediaUrl(path), params });
      return feed.post({ place: isAbout(where, from), from, msgType: 'share.file', content }).msgId;
    },
    /** A message of any type with any content. */
    raw(message: Where & { from: string } & Pick<Message, 'msgType' | 'content' | 'mentions'>) {
      const { from, msgType, content, mentions, ...where } = message;
      const place = isAbout(where, from);
      return feed.post({ place, from, msgType, content, ...(mentions && { mentions }) }).msgId;
    },
    typing({ from, group, to }: Where & { from: string }) {
      const place = isAbout({ ...(group !== undefined && { group }), ...(to !== undefined && { to }) }, from);
      for (const account of feed.accountsIn(place)) {
        const fields = `"uid":"${from}","ts":"${world.now()}","isPC":0,"gid":"${group ?? ''}"`;
        const act = group === undefined ? 'typing' : 'gtyping';
        sockets.push(account, 602, 0, { actions: [{ act_type: 'typing', act, data: fields }] }, 0);
      }
    },
    react({ from, message, icon }: { from: string; message: string; icon: string }) {
      acts.react(world.message(message), from, icon, 5);
    },
    undo: (message: string) => acts.undo(world.message(message)),
    /** Somebody has seen an account's message. */
    see({ by, message }: { by: string; message: string }) {
      const { msgId, from, place } = world.message(message);
      if (place.kind === 'direct')
        sockets.push(from, 502, 0, { delivereds: [], seens: [{ idTo: by, msgId, realMsgId: '0' }] });
      else sockets.push(from, 522, 0, { delivereds: [], groupSeens: [{ msgId, groupId: place.id, seenUids: [by] }] });
    },
    history: (where: Where & { from: string }) =>
      shown(isAbout(where, where.from)).map(({ msgId, from, content, msgType, at }) => ({
        msgId,
        from,
        content,
        msgType,
        at,
      })),

    // Polls and reminders.
    vote({ from, poll, options }: { from: string; poll: number; options: string[] }) {
      const found = world.polls.get(poll);
      if (!found) throw new Error(`emulator: no poll ${poll}`);
      const ids = options.map((label) => {
        const option = found.options.find(({ content }) => content === label);
        if (!option) throw new Error(`emulator: the poll has no option ${label}`);
        return option.id;
      });
      acts.vote(found, from, ids);
    },
    polls: () => [...world.polls.values()],
    /** Whether poll messages tell which poll they speak of. Default: they do. */
    tellPollIds(on: boolean) {
      acts.pollIds = on;
    },
    answerReminder({ from, reminder, accepts }: { from: string; reminder: string; accepts: boolean }) {
      const found = world.reminders.get(reminder);
      if (!found) throw new Error(`emulator: no reminder ${reminder}`);
      acts.answer(found, from, accepts);
    },
    /** Somebody in the group takes it away. */
    removeReminder({ reminder }: { reminder: string }) {
      world.reminders.delete(reminder);
    },
    reminders: () => [...world.reminders.values()],

    // Membership.
    join: ({ group, uids, by }: { group: string; uids: string[]; by?: string }) =>
      change(group, 'join', by ?? uids[0] ?? '0', uids, (now) => [...new Set([...now, ...uids])]),
    leave: ({ group, uid }: { group: string; uid: string }) =>
      change(group, 'leave', uid, [uid], (now) => now.filter((one) => one !== uid)),
    kick: ({ group, uid, by }: { group: string; uid: string; by: string }) =>
      change(group, 'remove_member', by, [uid], (now) => now.filter((one) => one !== uid)),
    rename({ group, name, by }: { group: string; name: string; by: string }) {
      world.group(group).name = name;
      feed.groupEvent(world.group(group), 'update', by, []);
    },
    setting({ group, ...flags }: { group: string; joinAppr?: 0 | 1; lockSendMsg?: 0 | 1; lockViewMember?: 0 | 1 }) {
      Object.assign(world.group(group).setting, flags);
    },

    // Signing in.
    qr: (): { state: QrState; image: string; code: string } | null => {
      const qr = sessions.lastQr;
      return qr ? { state: qr.state, image: qr.image, code: qr.code } : null;
    },
    scan: (account: string) => sessions.move(qrOf(), 'scanned', account),
    confirm(): void {
      const qr = qrOf();
      if (qr.account === undefined) throw new Error('emulator: scan the code first');
      // One web login an account: the new one ends what was there.
      sessions.kill(qr.account);
      sockets.close(qr.account, 3003);
      sessions.move(qr, 'confirmed');
    },
    decline: () => sessions.move(qrOf(), 'declined'),
    expireQr: () => sessions.move(qrOf(), 'expired'),
    /** The login is dead from now on: calls answer 600, signing in by cookie 102; the socket stays (#211). */
    killSession: (account: string) => sessions.kill(account),
    /** The next answer to a call of this account brings a fresh `zpw_sek`. */
    refreshCookie(account: string) {
      for (const session of sessions.of(account)) session.refresh = true;
    },
    /** Only the newest cookie of each login of this account is taken from now on. */
    forgetOldCookies(account: string) {
      for (const session of sessions.of(account)) session.seks.splice(0, session.seks.length - 1);
    },
    /** Every secret that was ever given out: for tests that look for them in logs. */
    secrets: () => sessions.all().flatMap(({ seks, zpsid, key }) => [...seks, zpsid, key]),

    // The socket and other trouble.
    connected: (account: string) => sockets.connected(account),
    pings: (account: string) => sockets.pings(account),
    /** Resolves when the client has read everything that was sent to it so far. */
    read: (account: string) => sockets.read(account),
    closeSocket: ({ account, code }: { account: string; code: number }) => sockets.close(account, code),
    dropSocket: (account: string) => sockets.drop(account),
    silence: ({ account, on }: { account: string; on: boolean }) => sockets.silence(account, on),
    door: ({ next, times }: { next: Door; times?: number }) => sockets.door(next, times),
    /** A frame that nobody can read. */
    garbage: (account: string) =>
      sockets.pushRaw(account, Buffer.from('\x01\xf5\x01\x00{"encrypt":2,"data":"@@@"}', 'latin1')),
    fault: (rule: Parameters<Faults['add']>[0]) => faults.add(rule),
    clearFaults: () => faults.clear(),

    // What was received.
    sent: (): Sent[] => recorder.sent,
    signs: (): Sign[] => recorder.signs,
    asked: (): Asked[] => recorder.asked,
    clearRecord: () => recorder.clear(),
  };
};

export type Control = ReturnType<typeof createControl>;
