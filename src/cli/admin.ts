import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import { readConfig } from '../config.ts';
import { openStore } from '../store/open.ts';
import { UserName } from '../web/admins.ts';
import { createAudit } from '../web/audit.ts';
import { webModels } from '../web/models.ts';
import { checkPassword, hashPassword } from '../web/password.ts';
import { createSessions } from '../web/sessions.ts';
import { give } from './give.ts';
import type { Terminal } from './terminal.ts';

/** Who stands in the audit log for what is done at the terminal. */
const OPERATOR = { id: 'cli', name: 'Người vận hành (lệnh chihoi)' };

/**
 * `chihoi admin reset-password <user>`: a new password from standard input, asked for twice where a person types. She is
 * signed out everywhere and chooses one of her own at the next sign-in. With the embedded store the product must be
 * stopped.
 */
export const resetPasswordCommand = async (terminal: Terminal, user: string): Promise<number> => {
  const userName = UserName.safeParse(user);
  if (!userName.success) return give(terminal, `Tên đăng nhập "${user}" ${userName.error.issues[0]?.message}`);
  const read = readConfig(terminal.env);
  if (!read.ok) return give(terminal, read.error.message);
  const { dataDir, mongodbUrl, appKey } = read.value.config;
  const opened = await openStore({
    dataDir,
    logger: createLogger('silent'),
    ...(mongodbUrl !== undefined && { mongodbUrl }),
  });
  if (!opened.ok) return give(terminal, opened.error.message);
  const { connection, close } = opened.value;
  try {
    const models = webModels(connection);
    const admin = await models.Admins.findOne({ userName: userName.data }).lean();
    if (!admin) {
      const known = await models.Admins.find({}, { userName: 1 }).sort({ userName: 1 }).limit(50).lean();
      const names = known.map((one) => one.userName).join(', ') || 'chưa có ai';
      return give(terminal, `Không có quản trị viên "${userName.data}". Đang có: ${names}.`);
    }
    const typed = await terminal.newSecret(`Mật khẩu mới của ${admin.name}: `, 'Gõ lại: ');
    if (typed === undefined) return give(terminal, 'Hai lần gõ không giống nhau. Chưa có gì thay đổi.');
    const password = checkPassword(typed, admin.userName, 'password');
    if (!password.ok) return give(terminal, password.error.message);
    const passwordHash = await hashPassword(password.value);
    await models.Admins.updateOne({ _id: admin._id }, { $set: { passwordHash, mustChangePassword: true } });
    await createSessions({ models, clock: systemClock, appKey }).revokeAll(admin._id);
    await createAudit({ models, clock: systemClock })(OPERATOR, {
      action: 'admin.password_reset',
      target: { type: 'admin', id: admin._id, label: admin.name },
      unitPath: admin.unitPath,
    });
    const locked = admin.active ? '' : ' Tài khoản này đang bị khóa: mở khóa ở trang Quản trị viên.';
    terminal.tell(`Đã đặt mật khẩu mới cho ${admin.name}. Lần đăng nhập tới, hệ thống sẽ hỏi mật khẩu riêng.${locked}`);
    return 0;
  } finally {
    await close();
  }
};
