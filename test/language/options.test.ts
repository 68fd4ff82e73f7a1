import { describe, expect, it } from 'vitest';
import { vietnamese } from '../../src/language/index.ts';

const asOptions = (labels: readonly string[]) => labels.map((label, index) => ({ label, value: `v${index + 1}` }));
const read = (text: string, labels: readonly string[]): string => {
  const match = vietnamese.matchOption(text, asOptions(labels));
  if (match.type === 'none') return '-';
  return match.type === 'one' ? (labels[match.index] ?? '') : match.indexes.map((index) => labels[index]).join(' | ');
};

const MENU = ['Lịch họp', 'Tài liệu', 'Làm trắc nghiệm', 'Tiến độ', 'Báo khó khăn', 'Gặp cán bộ'];

describe('an answer to the main menu', () => {
  it.each([
    ['1', 'Lịch họp'],
    ['1.', 'Lịch họp'],
    ['1)', 'Lịch họp'],
    ['(1)', 'Lịch họp'],
    ['số 1', 'Lịch họp'],
    ['so 2', 'Tài liệu'],
    ['câu 2', 'Tài liệu'],
    ['chọn 3', 'Làm trắc nghiệm'],
    ['em chọn 3 ạ', 'Làm trắc nghiệm'],
    ['chon so 4 nhe', 'Tiến độ'],
    ['2️⃣', 'Tài liệu'],
    ['②', 'Tài liệu'],
    ['２', 'Tài liệu'],
    ['hai', 'Tài liệu'],
    ['số hai', 'Tài liệu'],
    ['so ba', 'Làm trắc nghiệm'],
    ['b', 'Tài liệu'],
    ['B.', 'Tài liệu'],
    ['đáp án c', 'Làm trắc nghiệm'],
    ['v5', 'Báo khó khăn'],
    ['Tài liệu', 'Tài liệu'],
    ['tài liệu', 'Tài liệu'],
    ['TÀI LIỆU', 'Tài liệu'],
    ['tai lieu', 'Tài liệu'],
    ['tai lieuu', 'Tài liệu'],
    ['tailieu', 'Tài liệu'],
    ['lichhop', 'Lịch họp'],
    ['tài liêu', 'Tài liệu'],
    ['taif lieeuj', 'Tài liệu'],
    ['taif lieu', 'Tài liệu'],
    ['tl', 'Tài liệu'],
    ['TL ạ', 'Tài liệu'],
    ['cho em xem tài liệu với ạ', 'Tài liệu'],
    ['cho e xem tai lieu', 'Tài liệu'],
    ['lịch', 'Lịch họp'],
    ['lich', 'Lịch họp'],
    ['hop', 'Lịch họp'],
    ['trac nghiem', 'Làm trắc nghiệm'],
    ['trắc nghiệm', 'Làm trắc nghiệm'],
    ['lam trac nghiem di e', 'Làm trắc nghiệm'],
    ['trac ngiem', 'Làm trắc nghiệm'],
    ['tien do', 'Tiến độ'],
    ['khó khăn', 'Báo khó khăn'],
    ['bao kho khan', 'Báo khó khăn'],
    ['can bo', 'Gặp cán bộ'],
    ['tài', 'Tài liệu'],
    ['', '-'],
    ['   ', '-'],
    ['7', '-'],
    ['0', '-'],
    ['99', '-'],
    ['xyz', '-'],
    ['không phải tài liệu', '-'],
    ['😀', '-'],
    ['?', '-'],
    ['l', '-'],
    ['tài liệu hay lịch họp', '-'],
    ['tài liệu bao luc gia dinh', '-'],
    ['lịch họp tháng 12', '-'],
    ['em muốn xem tiến độ', 'Tiến độ'],
    ['cho em vào mục tài liệu', 'Tài liệu'],
    ['báo khó khăn đường sạt lở', '-'],
  ])('"%s" is %s', (text, expected) => {
    expect(read(text, MENU)).toBe(expected);
  });
});

describe('an answer to options of many kinds', () => {
  it.each([
    ['Văn Lang', ['Xã Văn Lang', 'Xã Văn Lăng'], 'Xã Văn Lang'],
    ['văn lăng', ['Xã Văn Lang', 'Xã Văn Lăng'], 'Xã Văn Lăng'],
    ['van lang', ['Xã Văn Lang', 'Xã Văn Lăng'], 'Xã Văn Lang | Xã Văn Lăng'],
    ['xa van lang', ['Xã Văn Lang', 'Xã Văn Lăng'], 'Xã Văn Lang | Xã Văn Lăng'],
    ['phó', ['Chủ tịch', 'Phó Chủ tịch'], 'Phó Chủ tịch'],
    ['chủ tịch', ['Chủ tịch', 'Phó Chủ tịch'], 'Chủ tịch'],
    ['chu tich', ['Chủ tịch', 'Phó Chủ tịch'], 'Chủ tịch'],
    ['pct', ['Chủ tịch', 'Phó Chủ tịch'], 'Phó Chủ tịch'],
    ['na ri', ['Na Rì', 'Ba Bể'], 'Na Rì'],
    ['xã', ['Xã Na Rì', 'Xã Ba Bể', 'Phường Bắc Kạn'], 'Xã Na Rì | Xã Ba Bể'],
    ['3', ['3', '2', '1'], '3 | 1'],
    ['2', ['1 năm', '2 năm'], '2 năm'],
    ['3 ngày', ['3 ngày', '12 giờ'], '3 ngày'],
    ['12 gio', ['3 ngày', '12 giờ'], '12 giờ'],
    ['18', ['16', '18', '20', '22'], '18'],
    ['20/10/1930', ['8/3/1930', '20/10/1930'], '20/10/1930'],
    ['c', ['Có', 'Không', 'Chưa rõ'], 'Chưa rõ'],
    ['c', ['Đúng', 'Sai', 'Chưa rõ', 'Khác'], 'Chưa rõ'],
    ['đ', ['A', 'B', 'C', 'D'], 'D'],
    ['b', ['A. Ba ngày', 'B. Hai ngày'], 'B. Hai ngày'],
    ['hai ngay', ['A. Ba ngày', 'B. Hai ngày'], 'B. Hai ngày'],
    ['vâng', ['Có', 'Không'], 'Có'],
    ['ok em', ['Đồng ý', 'Không'], 'Đồng ý'],
    ['ko', ['Đồng ý', 'Không'], 'Không'],
    ['khong dong y', ['Đồng ý', 'Không'], 'Không'],
    ['không đồng ý', ['Đồng ý', 'Không đồng ý'], 'Không đồng ý'],
    ['em bận', ['Tham dự', 'Vắng'], 'Vắng'],
    ['có mặt ạ', ['Tham dự', 'Vắng'], 'Tham dự'],
    ['👍', ['Có', 'Không'], 'Có'],
    ['để em xem', ['Có', 'Không'], '-'],
    ['có hay không', ['Có', 'Không'], '-'],
    ['dung', ['Đúng', 'Sai'], 'Đúng'],
    ['đúng', ['Đúng', 'Sai'], 'Đúng'],
    ['dừng', ['Đúng', 'Dừng'], 'Dừng'],
    ['dung', ['Đúng', 'Dừng'], 'Đúng | Dừng'],
    ['vâng', ['Tham dự', 'Vắng'], 'Tham dự'],
    ['vâng ạ', ['Tham dự', 'Vắng'], 'Tham dự'],
    ['vang a', ['Tham dự', 'Vắng'], 'Tham dự'],
    ['vang', ['Tham dự', 'Vắng'], 'Tham dự | Vắng'],
    ['em vang', ['Tham dự', 'Vắng'], 'Vắng'],
    ['em vắng nhé c', ['Tham dự', 'Vắng'], 'Vắng'],
    ['vắng', ['Tham dự', 'Vắng'], 'Vắng'],
    ['ban', ['Tham dự', 'Vắng'], '-'],
    ['đúng', ['Dừng', 'Vẫn nhận'], '-'],
    ['đúng', ['Dừng lại', 'Vẫn nhận'], '-'],
    ['dừng', ['Dừng', 'Vẫn nhận'], 'Dừng'],
    ['có ạ', ['Có, dừng nhận tin', 'Không, vẫn nhận'], 'Có, dừng nhận tin'],
    ['thôi không', ['Có, dừng nhận tin', 'Không, vẫn nhận'], 'Không, vẫn nhận'],
    ['đổi thành 1', ['111', '1080'], '111'],
    ['em đổi sang b', ['111', '1080'], '1080'],
    ['cam on em nhe', ['Đọc toàn văn', 'Đủ rồi, cảm ơn em'], 'Đủ rồi, cảm ơn em'],
    ['dạ vâng ạ', ['Đọc toàn văn', 'Đủ rồi, cảm ơn em'], '-'],
    ['113', ['111', '113', '115'], '113'],
    ['bac kan', ['Phường Bắc Kạn', 'Phường Đức Xuân'], 'Phường Bắc Kạn'],
    ['Hoa', ['Nông Thị Hoa', 'Nông Thị Hòa'], 'Nông Thị Hoa'],
    ['tiến độ học tập', ['Tiến độ', 'Tiến độ học tập'], 'Tiến độ học tập'],
    ['tien do', ['Tiến độ', 'Tiến độ học tập'], 'Tiến độ'],
    ['5 không 3 sạch', ['5 không 3 sạch', '5 có 3 sạch'], '5 không 3 sạch'],
    ['5k3s', ['5 không 3 sạch', '5 có 3 sạch'], '5 không 3 sạch'],
    ['sach', ['5 không 3 sạch', '5 có 3 sạch'], '5 không 3 sạch | 5 có 3 sạch'],
    ['khu vực III', ['Khu vực II', 'Khu vực III'], 'Khu vực III'],
    ['khu vuc ii', ['Khu vực II', 'Khu vực III'], 'Khu vực II'],
  ])('"%s" among %j is %s', (text, labels, expected) => {
    expect(read(text, labels)).toBe(expected);
  });

  it('understands nothing when there are no options', () => {
    expect(vietnamese.matchOption('1', [])).toEqual({ type: 'none' });
  });

  it('tells two equal labels apart by nothing but their number', () => {
    expect(read('Họp', ['Họp', 'Họp'])).toBe('Họp | Họp');
    expect(vietnamese.matchOption('2', asOptions(['Họp', 'Họp']))).toEqual({ type: 'one', index: 1 });
  });
});
