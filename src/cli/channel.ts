import { accountChange } from '../accounts/audited.ts';
import type { Accounts } from '../accounts/service.ts';
import { AccountEdit, type AccountView, type KindView, NewAccount } from '../accounts/types.ts';
import { kindView } from '../accounts/view.ts';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { AccountState, ChannelKind } from '../channels/kind.ts';
import { CHANNEL_KINDS } from '../channels/kinds.ts';
import { compose, type Parts } from '../compose.ts';
import { readConfig } from '../config.ts';
import { createAudit } from '../web/audit.ts';
import { webModels } from '../web/models.ts';
import type { AuditChange } from '../web/route.ts';
import { fieldSources, readFields, usageOf } from './channel-fields.ts';
import type { Terminal } from './terminal.ts';

/** Whoever may run this command on the server speaks for the whole house. */
const SCOPE = '/';
/** Who stands in the audit log for what is done at the terminal. */
const OPERATOR = { id: 'cli', name: 'Người vận hành (lệnh chihoi)' };

const STATES: Readonly<Record<AccountState, string>> = {
  new: 'chưa kết nối',
  connecting: 'đang kết nối',
  connected: 'đang hoạt động',
  offline: 'mất kết nối',
  needs_sign_in: 'cần đăng nhập lại',
  blocked: 'bị khóa',
};

export interface ChannelTools {
  readonly terminal: Terminal;
  /** Default: every kind. For tests. */
  readonly kinds?: readonly ChannelKind[];
}

interface House {
  readonly accounts: Accounts;
  readonly org: Parts['org'];
  audit(change: AuditChange): Promise<void>;
}

const give = (terminal: Terminal, result: Result<unknown>): number => {
  if (!result.ok) terminal.tell(result.error.message);
  return 1;
};

/** The running product holds the embedded file and cannot be asked from here. */
const withAdvice = (failure: Result<never> & { ok: false }): string =>
  failure.error.code === 'store.in_use'
    ? `${failure.error.message} Không muốn dừng thì chị làm việc này ở trang quản trị, mục Kênh.`
    : failure.error.message;

/**
 * Opens the product's store and gives the accounts to `use`. Nothing is connected from here: with MongoDB the running
 * processes notice a change within seconds, with the embedded store at the next start.
 */
const withHouse = async (
  { terminal, kinds }: ChannelTools,
  use: (house: House) => Promise<Result<number>>,
): Promise<number> => {
  const read = readConfig(terminal.env);
  if (!read.ok) return give(terminal, read);
  // As a worker: what a whole product keeps in its data folder (spool, search index) may be another's at this moment.
  const config = { ...read.value.config, role: 'worker' as const };
  const opened = await compose({
    config,
    clock: systemClock,
    logger: createLogger('silent'),
    // Nobody is answered from here.
    consoleDir: config.dataDir,
    serves: { shared: false, exclusive: false },
    ...(kinds && { kinds }),
  });
  if (!opened.ok) {
    terminal.tell(withAdvice(opened));
    return 1;
  }
  const { accounts, org, store, stop } = opened.value;
  const audit = createAudit({ models: webModels(store.connection), clock: systemClock });
  try {
    const done = await use({ accounts, org, audit: (change) => audit(OPERATOR, change) });
    if (!done.ok) terminal.tell(done.error.message);
    return done.ok ? done.value : 1;
  } finally {
    await stop(0);
  }
};

const kindsOf = ({ kinds = CHANNEL_KINDS }: ChannelTools): readonly KindView[] => kinds.map(kindView);

const kindOf = (tools: ChannelTools, name: string): Result<KindView> => {
  const kinds = kindsOf(tools);
  const kind = kinds.find((one) => one.kind === name);
  const known = kinds.map((one) => one.kind).join(', ') || 'chưa có loại nào';
  return kind ? ok(kind) : fail('cli.unknown_kind', `Không có loại kênh “${name}”. Đang có: ${known}.`);
};

/** What was typed for a kind's fields, read from where it stands. */
const valuesFor = async ({ terminal }: ChannelTools, kind: KindView, args: readonly string[]) => {
  const sources = fieldSources(kind, args);
  return sources.ok ? readFields(sources.value, terminal) : sources;
};

const accountOf = async (accounts: Accounts, id: string): Promise<Result<AccountView>> => {
  const found = await accounts.get(id, SCOPE);
  if (found.ok) return found;
  const known = (await accounts.list(SCOPE)).map((one) => `${one.id} (${one.name})`);
  return fail(
    'cli.unknown_account',
    `Không có tài khoản “${id}”. Đang có: ${known.join(', ') || 'chưa có tài khoản nào'}.`,
  );
};

const stateOf = ({ paused, state }: AccountView): string => (paused ? 'tạm dừng' : STATES[state]);

/** What is to be done next, on standard error: a script takes the id from standard output. */
const tellNext = (terminal: Terminal, { signIn, webhookUrl, steps }: AccountView): void => {
  if (webhookUrl !== undefined) terminal.tell(`Địa chỉ webhook: ${webhookUrl}`);
  for (const [index, step] of steps.entries()) terminal.tell(`${index + 1}. ${step}`);
  if (signIn !== 'fields')
    terminal.tell('Tài khoản cần đăng nhập: chị mở trang quản trị, mục Kênh, rồi làm theo ở đó.');
};

/** `chihoi channel kinds`: every kind with the options by which an account is added. */
export const kindsCommand = (tools: ChannelTools): number => {
  for (const { kind, label, fields, warnings } of kindsOf(tools)) {
    tools.terminal.print(`${kind}\t${label}`);
    for (const warning of warnings) tools.terminal.print(`  ! ${warning}`);
    for (const field of fields)
      tools.terminal.print(`  ${usageOf(field)}\t${field.required ? 'cần có. ' : ''}${field.label}. ${field.help}`);
  }
  return 0;
};

/** `chihoi channel list`: id, kind, name and state of every account, divided by tabs, or as JSON. */
export const listCommand = (tools: ChannelTools, { json }: { readonly json?: boolean }): Promise<number> =>
  withHouse(tools, async ({ accounts }) => {
    const all = await accounts.list(SCOPE);
    if (json) tools.terminal.print(JSON.stringify(all, null, 2));
    else for (const one of all) tools.terminal.print([one.id, one.kind, one.name, stateOf(one)].join('\t'));
    if (all.length === 0) tools.terminal.tell('Chưa có tài khoản nào. Gõ "chihoi channel kinds" để xem cách thêm.');
    return ok(0);
  });

/** `chihoi channel show <id>`: how an account stands, and what to click on its platform. No secret is shown. */
export const showCommand = (tools: ChannelTools, id: string, { json }: { readonly json?: boolean }): Promise<number> =>
  withHouse(tools, async ({ accounts }) => {
    const found = await accountOf(accounts, id);
    if (!found.ok) return found;
    const account = found.value;
    const { print } = tools.terminal;
    if (json) {
      print(JSON.stringify(account, null, 2));
      return ok(0);
    }
    const { allowance } = account;
    const lines: readonly (readonly [string, string | undefined])[] = [
      ['Mã', account.id],
      ['Loại', account.kindLabel],
      ['Tên', account.name],
      ['Tình trạng', `${stateOf(account)}${account.sentence === '' ? '' : `. ${account.sentence}`}`],
      ['Đã gửi hôm nay', `${allowance.today}${allowance.perDay === undefined ? '' : `/${allowance.perDay}`} tin`],
      ['Đang chờ gửi', `${account.waiting} tin`],
      ['Tin đến gần nhất', account.lastEventAt],
      ['Tin gửi gần nhất', account.lastSentAt],
      ['Lỗi gần nhất', account.lastError && `${account.lastError.at} ${account.lastError.sentence}`],
      ['Bí mật đã có', account.secretsSet.join(', ') || 'chưa có'],
      ['Webhook', account.webhookUrl],
    ];
    for (const [label, value] of lines) if (value !== undefined) print(`${label}: ${value}`);
    for (const [index, step] of account.steps.entries()) print(`${index + 1}. ${step}`);
    return ok(0);
  });

/**
 * `chihoi channel add <kind> --name … --<field> … --<secret>-file …`: prints the new account's id. Secrets come from files
 * or standard input, never from arguments.
 */
export const addCommand = async (
  tools: ChannelTools,
  kindName: string,
  { name, unit }: { readonly name: string; readonly unit?: string },
  args: readonly string[],
): Promise<number> => {
  const { terminal } = tools;
  const kind = kindOf(tools, kindName);
  // Before the store is opened: what was typed wrong is told at once, also while the product runs.
  const values = kind.ok ? await valuesFor(tools, kind.value, args) : kind;
  if (!kind.ok || !values.ok) return give(terminal, values);
  return withHouse(tools, async ({ accounts, org, audit }) => {
    const request = NewAccount.safeParse({ kind: kindName, name, values: values.value });
    if (!request.success) return fail('cli.invalid', `Không thêm được: ${request.error.issues[0]?.message}`);
    const place = unit === undefined ? { path: SCOPE } : await org.unit(unit);
    if (!place) return fail('cli.unknown_unit', `Không có đơn vị “${unit}”. Mã đơn vị có ở trang Đơn vị.`);
    const added = await accounts.add(request.data, place.path);
    if (!added.ok) return added;
    await audit(accountChange('account.added', added.value, { after: added.value }));
    for (const warning of kind.value.warnings) terminal.tell(`! ${warning}`);
    terminal.tell(`Đã thêm ${kind.value.label} “${added.value.name}”.`);
    tellNext(terminal, added.value);
    terminal.print(added.value.id);
    return ok(0);
  });
};

/** `chihoi channel set <id>`: replaces the name or fields of an account, for example a token that was renewed. */
export const setCommand = (
  tools: ChannelTools,
  id: string,
  { name }: { readonly name?: string },
  args: readonly string[],
): Promise<number> =>
  withHouse(tools, async ({ accounts, audit }) => {
    const found = await accountOf(accounts, id);
    if (!found.ok) return found;
    const kind = kindOf(tools, found.value.kind);
    if (!kind.ok) return kind;
    const values = await valuesFor(tools, kind.value, args);
    if (!values.ok) return values;
    const edit = AccountEdit.safeParse({ ...(name !== undefined && { name }), values: values.value });
    if (!edit.success) return fail('cli.invalid', `Không sửa được: ${edit.error.issues[0]?.message}`);
    const done = await accounts.edit(id, edit.data, SCOPE);
    if (!done.ok) return done;
    const replaced = Object.keys(values.value);
    await audit(accountChange('account.changed', done.value.after, { ...done.value, replaced }));
    const what = kind.value.fields.filter((field) => replaced.includes(field.name)).map((field) => field.label);
    tools.terminal.tell(`Đã sửa ${done.value.after.name}${what.length > 0 ? `: ${what.join(', ')}` : ''}.`);
    return ok(0);
  });

/** `chihoi channel pause|resume <id>`. */
export const pauseCommand = (tools: ChannelTools, id: string, paused: boolean): Promise<number> =>
  withHouse(tools, async ({ accounts, audit }) => {
    const found = await accountOf(accounts, id);
    if (!found.ok) return found;
    const done = await accounts.pause(id, paused, SCOPE);
    if (!done.ok) return done;
    await audit(accountChange(`account.${paused ? 'paused' : 'resumed'}`, done.value.after, done.value));
    tools.terminal.tell(paused ? `${found.value.name} tạm dừng: tin mới sẽ chờ.` : `${found.value.name} chạy tiếp.`);
    return ok(0);
  });

/** `chihoi channel remove <id> --yes`. Without `--yes` it says what would happen, and fails. */
export const removeCommand = (tools: ChannelTools, id: string, { yes }: { readonly yes?: boolean }): Promise<number> =>
  withHouse(tools, async ({ accounts, audit }) => {
    const found = await accountOf(accounts, id);
    if (!found.ok) return found;
    const { name, waiting } = found.value;
    if (!yes)
      return fail(
        'cli.not_confirmed',
        `Gỡ “${name}” thì khóa và phiên đăng nhập bị xóa hẳn, ${waiting} tin đang chờ bị bỏ, không lùi lại được. Thêm --yes để gỡ thật.`,
      );
    const removed = await accounts.remove(id, SCOPE);
    if (!removed.ok) return removed;
    await audit(accountChange('account.removed', removed.value, { before: removed.value }));
    tools.terminal.tell(`Đã gỡ ${name}, bỏ ${removed.value.droppedMessages} tin đang chờ.`);
    return ok(0);
  });
