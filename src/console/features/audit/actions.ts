import type { Label } from '../../lib/i18n.ts';

/** What is done to a thing: the part after the dot of `broadcast.paused`. */
const VERBS: Readonly<Record<string, Label>> = {
  added: { vi: 'thêm', en: 'added' },
  created: { vi: 'tạo', en: 'created' },
  planned: { vi: 'lên lịch', en: 'planned' },
  changed: { vi: 'sửa', en: 'changed' },
  updated: { vi: 'sửa', en: 'changed' },
  removed: { vi: 'xóa', en: 'removed' },
  deleted: { vi: 'xóa', en: 'removed' },
  imported: { vi: 'nhập', en: 'imported' },
  exported: { vi: 'xuất', en: 'exported' },
  opened: { vi: 'mở', en: 'opened' },
  closed: { vi: 'đóng', en: 'closed' },
  started: { vi: 'bắt đầu', en: 'started' },
  scheduled: { vi: 'hẹn giờ', en: 'scheduled' },
  paused: { vi: 'tạm dừng', en: 'paused' },
  resumed: { vi: 'chạy tiếp', en: 'resumed' },
  cancelled: { vi: 'hủy', en: 'cancelled' },
  sent: { vi: 'gửi', en: 'sent' },
  resent: { vi: 'gửi lại', en: 'resent' },
  retried: { vi: 'gửi lại', en: 'sent again' },
  tested: { vi: 'gửi thử', en: 'test-sent' },
  loaded: { vi: 'nạp', en: 'loaded' },
  registered: { vi: 'ghi nhận', en: 'registered' },
  linked: { vi: 'gắn', en: 'linked' },
  answered: { vi: 'trả lời', en: 'answered' },
  assigned: { vi: 'giao', en: 'assigned' },
  merged: { vi: 'gộp', en: 'merged' },
  unmerged: { vi: 'hoàn tác lần gộp', en: 'undid a merge of' },
  unregistered: { vi: 'bỏ ghi nhận', en: 'unregistered' },
  discarded: { vi: 'bỏ bản nhập', en: 'discarded' },
  forgotten: { vi: 'xóa dữ liệu của', en: 'forgot' },
  post_added: { vi: 'thêm chức danh cho', en: 'added a post of' },
  post_edited: { vi: 'sửa chức danh của', en: 'changed a post of' },
  contact_linked: { vi: 'gắn liên hệ với', en: 'linked a contact to' },
  contact_relinked: { vi: 'gắn lại liên hệ với', en: 'linked a contact again to' },
  link_approved: { vi: 'duyệt yêu cầu liên kết với', en: 'approved an account of' },
  link_declined: { vi: 'từ chối yêu cầu liên kết với', en: 'declined an account of' },
  contact_unlinked: { vi: 'gỡ liên hệ khỏi', en: 'unlinked a contact from' },
  test_sent: { vi: 'gửi thử', en: 'test-sent' },
  reloaded: { vi: 'đọc lại', en: 'reloaded' },
  officers_named: { vi: 'cử người phụ trách', en: 'named officers for' },
  silent_reminded: { vi: 'nhắc người chưa trả lời về', en: 'reminded the silent about' },
  attendance_marked: { vi: 'ghi có mặt ở', en: 'marked attendance of' },
  read: { vi: 'xem', en: 'read' },
  taken: { vi: 'nhận', en: 'took' },
  frozen: { vi: 'chốt', en: 'froze' },
  finished: { vi: 'kết thúc', en: 'finished' },
  set: { vi: 'đặt', en: 'set' },
  cleared: { vi: 'bỏ', en: 'cleared' },
  archived: { vi: 'cất', en: 'archived' },
  restored: { vi: 'lấy lại', en: 'restored' },
  renamed: { vi: 'đổi tên', en: 'renamed' },
  sign_in_begun: { vi: 'đăng nhập', en: 'began to sign in' },
  group_joined: { vi: 'vào nhóm bằng', en: 'joined a group with' },
  set_webhook: { vi: 'đặt webhook cho', en: 'set the webhook of' },
  subscribe: { vi: 'đăng ký sự kiện cho', en: 'subscribed to the events of' },
  check_subscription: { vi: 'kiểm tra đăng ký của', en: 'checked the subscription of' },
  check_quota: { vi: 'xem hạn mức của', en: 'looked at the quota of' },
  check_group_packages: { vi: 'xem gói nhóm của', en: 'looked at the group packages of' },
  set_menu: { vi: 'đặt trình đơn cho', en: 'set the menu of' },
  password_reset: { vi: 'đặt lại mật khẩu', en: 'reset the password of' },
};

const THINGS: Readonly<Record<string, Label>> = {
  admin: { vi: 'quản trị viên', en: 'administrator' },
  session: { vi: 'phiên đăng nhập', en: 'session' },
  settings: { vi: 'cài đặt', en: 'settings' },
  sample: { vi: 'dữ liệu mẫu', en: 'sample data' },
  broadcast: { vi: 'đợt phát tin', en: 'broadcast' },
  meeting: { vi: 'cuộc họp', en: 'meeting' },
  quiz: { vi: 'bài trắc nghiệm', en: 'quiz' },
  quiz_run: { vi: 'lượt trắc nghiệm', en: 'quiz run' },
  bank: { vi: 'ngân hàng câu hỏi', en: 'question bank' },
  content: { vi: 'thư viện tài liệu', en: 'library' },
  progress: { vi: 'kết quả của năm', en: "the year's result" },
  material: { vi: 'tài liệu', en: 'material' },
  roster: { vi: 'danh sách cán bộ', en: 'roster' },
  person: { vi: 'cán bộ', en: 'person' },
  post: { vi: 'chức danh', en: 'post' },
  unit: { vi: 'đơn vị', en: 'unit' },
  group: { vi: 'nhóm', en: 'group' },
  contact: { vi: 'liên hệ', en: 'contact' },
  target: { vi: 'chỉ tiêu', en: 'target' },
  attendance: { vi: 'lượt tham dự', en: 'attendance' },
  difficulty: { vi: 'khó khăn', en: 'difficulty' },
  account: { vi: 'tài khoản kênh', en: 'channel account' },
};

/** Where verb and thing put together would not be what people say. */
const WHOLE: Readonly<Record<string, Label>> = {
  'session.opened': { vi: 'đăng nhập', en: 'signed in' },
  'group.registered': { vi: 'đăng ký nhóm', en: 'registered group' },
  'group.unregistered': { vi: 'hủy đăng ký nhóm', en: 'unregistered group' },
  'person.created': { vi: 'thêm cán bộ', en: 'added officer' },
  'unit.created': { vi: 'thêm đơn vị', en: 'added unit' },
  'unit.closed': { vi: 'kết thúc đơn vị', en: 'closed unit' },
  'account.added': { vi: 'thêm tài khoản kênh', en: 'added channel account' },
  'account.removed': { vi: 'gỡ tài khoản kênh', en: 'removed channel account' },
  'admin.password_changed': { vi: 'đổi mật khẩu của mình', en: 'changed the own password' },
};

/** Kinds to filter the log by. */
export const kinds = Object.entries(THINGS).map(([value, label]) => ({ value, label }));

/** What channels can do on their platforms is theirs to name; a name without words here is shown as it is. */
const OTHER_PROCEDURE = (verb: string): Label => ({ vi: `làm “${verb}” cho`, en: `did “${verb}” for` });

/** `broadcast.paused` in words: "tạm dừng đợt phát tin"; the code itself where a word is not known. */
export const actionWords = (action: string, language: 'vi' | 'en'): string => {
  const whole = WHOLE[action]?.[language];
  if (whole) return whole;
  const [thing = '', verb = ''] = action.split('.', 2);
  const verbWord = (VERBS[verb] ?? (thing === 'account' ? OTHER_PROCEDURE(verb) : undefined))?.[language];
  const thingWord = THINGS[thing]?.[language];
  return verbWord && thingWord ? `${verbWord} ${thingWord}` : action;
};
