import { z } from 'zod';
import { type ActionContext, type ActionTable, action } from '../../flow/action.ts';
import { normalisePhone } from '../phone.ts';
import type { Org } from '../service.ts';
import { CODE_MINUTES, type Entered } from './codes.ts';
import type { Linking } from './service.ts';
import { channelName } from './types.ts';

const PRIVATE = 'Việc này chị nhắn riêng cho em ạ.';
const NOT_LINKED =
  'Em chưa biết chị là ai ở tài khoản này. Chị mở ứng dụng đã dùng với em trước đây, gõ "mã liên kết" ở đó để lấy mã rồi nhập ở đây; chưa dùng bao giờ thì chị gõ "liên kết" ạ.';
const TOO_MANY = 'Chị đã xin nhiều mã rồi. Một giờ nữa chị xin lại giúp em ạ.';
const NO_CODE = 'Mã liên kết gồm 6 chữ số. Chị xem lại mã ở ứng dụng kia rồi gõ lại giúp em ạ.';
const WRONG = 'Mã này không đúng hoặc đã hết hạn. Chị xem lại, hoặc xin mã mới ở ứng dụng chị đang dùng ạ.';
const OWN = 'Mã này để nhập ở ứng dụng kia ạ. Chị mở ứng dụng mới, nhắn cho em mã đó nhé.';
const WAIT = 'Chị đã nhập sai nhiều lần. Một giờ nữa chị thử lại, hoặc gõ "gặp cán bộ" ạ.';
const OTHER =
  'Tài khoản này đang gắn với một tên khác trong danh sách. Em đã nhờ cán bộ phụ trách xem lại, xong em báo chị ạ.';
const GONE = 'Mã đã hết hạn. Chị xin mã mới ở ứng dụng chị đang dùng ạ.';
const BAD_PHONE = 'Em chưa đọc được số. Chị ghi đủ 10 chữ số của số di động giúp em ạ.';
const TOO_MANY_PHONES = 'Chị đã gửi nhiều số rồi. Ngày mai chị thử lại, hoặc gõ "gặp cán bộ" ạ.';

const SENTENCES: Readonly<Record<Exclude<Entered['type'], 'found'>, string>> = {
  no_code: NO_CODE,
  own: OWN,
  wrong: WRONG,
  wait: WAIT,
};

const Who = z.object({ ok: z.boolean(), message: z.string(), name: z.string(), unit: z.string() });
const typed = z.string().max(1_000);

/** What flows may do about one woman's accounts; the shapes are the contract of docs/actions.md. */
export const linkingActions = (
  org: Pick<Org, 'personOfContact'>,
  linking: Pick<Linking, 'codes' | 'named' | 'linkByCode' | 'givePhone' | 'answer'>,
): ActionTable => {
  const no = (message: string) => ({ ok: false, message, name: '', unit: '' });
  const alone = ({ contact, threadKind }: ActionContext) => (threadKind === 'group' ? undefined : contact);

  return {
    'org.link_code': action({
      about: 'Gives the speaker a code by which another account of hers is linked.',
      args: z.object({}),
      result: z.object({ ok: z.boolean(), message: z.string(), code: z.string(), minutes: z.number() }),
      async run(_, context) {
        const refused = (message: string) => ({ ok: false, message, code: '', minutes: CODE_MINUTES });
        const contact = alone(context);
        if (contact === undefined) return refused(PRIVATE);
        const person = await org.personOfContact(contact);
        if (person === undefined) return refused(NOT_LINKED);
        const code = await linking.codes.issue(person.id, contact);
        return code === undefined ? refused(TOO_MANY) : { ok: true, message: '', code, minutes: CODE_MINUTES };
      },
    }),

    'org.enter_code': action({
      about:
        'Whom a typed code leads to, so that she can confirm it; wrong, used and expired codes are not told apart.',
      args: z.object({ code: typed }),
      result: Who,
      async run({ code }, context) {
        const contact = alone(context);
        if (contact === undefined) return no(PRIVATE);
        const entered = await linking.codes.enter(contact, code, context.key);
        if (entered.type !== 'found') return no(SENTENCES[entered.type]);
        const who = await linking.named(entered.code.person);
        return who === undefined ? no(WRONG) : { ok: true, message: '', ...who };
      },
    }),

    'org.confirm_code': action({
      about: 'Links the speaker to the person of a code that she has entered and confirmed; "no" uses the code up.',
      args: z.object({ code: typed, yes: z.boolean() }),
      result: Who,
      async run({ code, yes }, context) {
        const contact = alone(context);
        if (contact === undefined) return no(PRIVATE);
        if (!yes) {
          await linking.codes.use(contact, code);
          return no('');
        }
        const done = await linking.linkByCode(contact, code, context.key);
        if (done.type === 'linked') return { ok: true, message: '', ...done.who };
        return no(done.type === 'other' ? OTHER : GONE);
      },
    }),

    'org.link_by_phone': action({
      about: 'Asks on the account that is hers already, or an administrator, whether a number’s owner is the speaker.',
      args: z.object({ phone: z.string().max(40) }),
      result: z.object({ ok: z.boolean(), message: z.string() }),
      async run({ phone }, context) {
        const contact = alone(context);
        if (contact === undefined) return { ok: false, message: PRIVATE };
        if (!normalisePhone(phone).ok) return { ok: false, message: BAD_PHONE };
        const taken = await linking.givePhone(contact, phone, context.key);
        return taken ? { ok: true, message: '' } : { ok: false, message: TOO_MANY_PHONES };
      },
    }),

    'org.answer_link': action({
      about: 'Her answer to the question whether an account elsewhere is hers.',
      args: z.object({ request: z.string().max(200), yes: z.boolean() }),
      result: z.object({ ok: z.boolean(), message: z.string(), channel: z.string() }),
      async run({ request, yes }, context) {
        const contact = alone(context);
        const done = contact === undefined ? undefined : await linking.answer(contact, request, yes);
        return done === undefined
          ? { ok: false, message: 'Yêu cầu này không còn nữa ạ.', channel: '' }
          : { ok: true, message: '', channel: channelName(done.channel) };
      },
    }),
  };
};
