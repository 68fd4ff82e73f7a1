import type { API, LoginQRCallback, ThreadType } from 'zca-js';
import type { Session } from './settings.ts';
import { createTransport, type TransportOptions } from './transport.ts';

/** What of the library's `API` this channel uses; tests put their own in its place. */
export type ZaloApi = Pick<
  API,
  | 'listener'
  | 'getOwnId'
  | 'getCookie'
  | 'getContext'
  | 'keepAlive'
  | 'fetchAccountInfo'
  | 'sendMessage'
  | 'createPoll'
  | 'getPollDetail'
  | 'lockPoll'
  | 'createReminder'
  | 'removeReminder'
  | 'getReminderResponses'
  | 'addReaction'
  | 'sendTypingEvent'
  | 'sendSeenEvent'
  | 'getAllGroups'
  | 'getGroupInfo'
  | 'getGroupMembersInfo'
  | 'getGroupLinkInfo'
  | 'joinGroupLink'
  | 'acceptFriendRequest'
>;

/** The library's two kinds of thread, without loading it. */
export const DIRECT = 0 as ThreadType.User;
export const GROUP = 1 as ThreadType.Group;

export const threadType = (kind: 'direct' | 'group'): ThreadType => (kind === 'group' ? GROUP : DIRECT);

export interface Client {
  /** Signs in from saved cookies. */
  login(session: Session): Promise<ZaloApi>;
  loginQr(userAgent: string, callback: LoginQRCallback): Promise<ZaloApi>;
}

/** Loaded when an account of this kind is first connected: a house without one starts faster. */
const library = () => import('zca-js');

export const createClient = (options: TransportOptions): Client => {
  const zalo = async () => {
    const { Zalo } = await library();
    // Own messages and our own coming and going in groups are told only with `selfListen`.
    return new Zalo({ selfListen: true, checkUpdate: false, logging: false, polyfill: createTransport(options) });
  };
  return {
    async login({ cookie, imei, userAgent }) {
      // The library writes into the cookies that it is given.
      const copy = structuredClone(cookie) as unknown as Parameters<
        InstanceType<typeof import('zca-js')['Zalo']>['login']
      >[0]['cookie'];
      return (await zalo()).login({ cookie: copy, imei, userAgent, language: 'vi' });
    },
    async loginQr(userAgent, callback) {
      return (await zalo()).loginQR({ userAgent, language: 'vi' }, callback);
    },
  };
};

/** The cookies as they are now, for the next login. */
export const sessionOf = (api: ZaloApi, before: { userAgent: string; imei: string; signedInAt?: string }): Session => ({
  cookie: (api.getCookie().toJSON()?.cookies ?? []) as unknown as Session['cookie'],
  imei: before.imei,
  userAgent: before.userAgent,
  ...(before.signedInAt !== undefined && { signedInAt: before.signedInAt }),
});
