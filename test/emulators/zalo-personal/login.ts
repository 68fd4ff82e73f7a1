import type { Answer, Exchange } from './exchange.ts';
import type { Session, Sessions } from './sessions.ts';
import { loginKey, readZcid, sealLogin, signKey, unsealLogin } from './wire.ts';
import type { World } from './world.ts';

/** Signing in: the QR pages of id.zalo.me, and the two calls of wpa.chat.zalo.me (zca-js.md, 8.2, 8.3 and 8.5). */

/** The services whose addresses the client reads when it is made; each gets a host of its own. */
export const SERVICES = [
  'alias',
  'aext',
  'auto_reply',
  'catalog',
  'chat',
  'conversation',
  'file',
  'friend',
  'friend_board',
  'group',
  'group_board',
  'group_poll',
  'label',
  'profile',
  'quick_message',
  'reaction',
  'sticker',
  'zimsg',
] as const;

const hostOf = (service: string): string => `tt-${service.replaceAll('_', '-')}-wpa.chat.zalo.me`;

/** Undefined for a host that is no service. */
export const serviceOf = (host: string): string | undefined => SERVICES.find((service) => hostOf(service) === host);

export interface LoginOptions {
  /** How long a waiting request of the QR page is held before "ask again", in milliseconds. */
  readonly qrHoldMs: number;
  readonly pingIntervalMs: number;
  /** `ws://127.0.0.1:port/…` */
  readonly socketUrl: () => string;
  /** The size of one piece of an upload, in bytes. */
  readonly chunkBytes: number;
  /** How a dead cookie is told: as the real service does now (`102`), or only by the second call (`server_info`). */
  readonly deadAs: '102' | 'server_info';
  readonly world: World;
  readonly sessions: Sessions;
}

const answer = (data: unknown, error_code = 0, error_message = 'Successful.'): Answer => ({
  json: { error_code, error_message, data },
});

const DEAD = 'zpw_sek bị thiếu hoặc không đúng';

const cookie = (name: string, value: string, domain: string): string =>
  `${name}=${value}; Domain=${domain}; Path=/; Expires=Fri, 31 Dec 2038 23:59:59 GMT; HttpOnly; Secure; SameSite=None`;

export const sekCookie = (sek: string): string => cookie('zpw_sek', sek, 'chat.zalo.me');

export const createLogin = (options: LoginOptions) => {
  const { world, sessions, qrHoldMs } = options;

  const waitFor = async (code: string, state: 'new' | 'scanned'): Promise<Answer> => {
    const qr = sessions.qr(code);
    if (!qr) return answer(undefined, -14, 'Mã không đúng');
    await sessions.leaves(qr, state, qrHoldMs);
    if (qr.state === state) return answer(undefined, 8, 'Vui lòng thử lại');
    if (qr.state === 'declined') return answer(undefined, -13, 'Người dùng từ chối');
    if (qr.state === 'expired') return answer(undefined, -14, 'Mã hết hạn');
    if (state === 'new')
      return answer({ avatar: '', display_name: qr.account === undefined ? '' : world.person(qr.account).name });
    return answer({});
  };

  const idPages = async ({ path, form, cookies }: Exchange): Promise<Answer> => {
    switch (path) {
      case '/account':
        return { html: '<script src="https://stc-zlogin.zdn.vn/main-2.44.10.js"></script>' };
      case '/account/logininfo':
      case '/account/verify-client':
        return answer({});
      case '/account/authen/qr/generate': {
        const { code, image, token } = sessions.newQr();
        const made = answer({ code, image, token, options: { enabledCheckOCR: false, enabledMultiLayer: false } });
        return { ...made, cookies: [cookie('zlogin_qr', code, 'id.zalo.me')] };
      }
      case '/account/authen/qr/waiting-scan':
        return waitFor(form.get('code') ?? '', 'new');
      case '/account/authen/qr/waiting-confirm':
        return waitFor(form.get('code') ?? '', 'scanned');
      case '/account/checksession': {
        const qr = sessions.qr(cookies.get('zlogin_qr') ?? '');
        if (qr?.state !== 'confirmed' || qr.account === undefined) return { location: 'https://id.zalo.me/account' };
        const session = sessions.open(qr.account);
        return {
          location: 'https://chat.zalo.me/index.html',
          cookies: [cookie('zpsid', session.zpsid, 'zalo.me'), sekCookie(session.seks.at(-1) ?? '')],
        };
      }
      default:
        return { status: 404, html: 'Not found' };
    }
  };

  const info = (session: Session) => ({
    uid: session.account,
    zpw_enk: session.key,
    zpw_ws: [options.socketUrl()],
    zpw_service_map_v3: Object.fromEntries(SERVICES.map((service) => [service, [`https://${hostOf(service)}`]])),
    haspcclient: 0,
    language: 'vi',
    send2me_id: '0',
  });

  const getLoginInfo = ({ query, cookies }: Exchange): Answer => {
    const value = (name: string) => query.get(name) ?? '';
    const signed = Object.fromEntries(
      ['client_version', 'enc_ver', 'params', 'type', 'zcid', 'zcid_ext'].map((name) => [name, value(name)]),
    );
    if (signKey('getlogininfo', signed) !== value('signkey')) return answer(null, -3, 'Chữ ký không đúng');
    const key = loginKey(value('zcid'), value('zcid_ext'));
    const { imei } = unsealLogin(key, value('params')) as { imei?: string };
    if (imei === undefined || imei !== readZcid(value('zcid')).imei) return answer(null, -3, 'imei không khớp');
    const session = sessions.byCookie(cookies);
    if (session) session.lastImei = imei;
    const inner = session
      ? { error_code: 0, error_message: '', data: info(session) }
      : { error_code: 102, error_message: DEAD, data: null };
    return answer(sealLogin(key, inner));
  };

  const getServerInfo = ({ query, cookies }: Exchange): Answer => {
    const signed = Object.fromEntries(
      ['client_version', 'computer_name', 'imei', 'type'].map((name) => [name, query.get(name) ?? '']),
    );
    if (signKey('getserverinfo', signed) !== query.get('signkey')) return answer(null, -3, 'Chữ ký không đúng');
    if (options.deadAs === 'server_info' && !sessions.byCookie(cookies)) return answer(null, 102, DEAD);
    return answer({
      setttings: {
        features: {
          socket: {
            ping_interval: options.pingIntervalMs,
            retries: { '1006': { max: 5, times: [1000, 3000, 10_000] } },
            close_and_retry_codes: [],
            rotate_error_codes: [],
          },
          sharefile: {
            max_file: 50,
            max_size_share_file_v3: 1024,
            chunk_size_file: options.chunkBytes,
            restricted_ext_file: ['exe', 'bat', 'apk'],
          },
        },
        keepalive: { alway_keepalive: 1, keepalive_duration: 120, time_deactive: 300 },
      },
      extra_ver: { phonebook: 1, conv_label: '1', friend: '1', alias: '1' },
    });
  };

  /** Undefined for a request that has nothing to do with signing in. */
  return async (exchange: Exchange): Promise<Answer | undefined> => {
    const { host, path, cookies } = exchange;
    if (host === 'id.zalo.me') return idPages(exchange);
    if (host === 'chat.zalo.me') return { html: '<title>Zalo Web</title>' };
    if (host === 'jr.chat.zalo.me' && path === '/jr/userinfo') {
      const session = sessions.byCookie(cookies);
      if (!session) return answer({ logged: false, require_confirm_pwd: true });
      return answer({ logged: true, info: { name: world.person(session.account).name, avatar: '' } });
    }
    if (host !== 'wpa.chat.zalo.me') return undefined;
    if (path === '/api/login/getLoginInfo') return getLoginInfo(exchange);
    if (path === '/api/login/getServerInfo') return getServerInfo(exchange);
    return { status: 404, html: 'Not found' };
  };
};
