import { describe, expect, it } from 'vitest';
import { vietnamese } from '../../src/language/index.ts';

describe('a phrase with a place for words', () => {
  it.each([
    ['tài liệu {query}', 'tài liệu bình đẳng giới', 'bình đẳng giới'],
    ['tài liệu {query}', 'tai lieu binh dang gioi', 'binh dang gioi'],
    ['tài liệu {query}', 'Tài liệu Bình Đẳng Giới', 'Bình Đẳng Giới'],
    ['tài liệu {query}', 'cho e hoi tai lieu binh dang gioi voi a', 'binh dang gioi'],
    ['tài liệu {query}', 'dạ chị cho em xin tài liệu bạo lực gia đình với ạ', 'bạo lực gia đình'],
    ['tài liệu {query}', 'co tai lieu dieu le ko', 'dieu le'],
    ['tài liệu {query}', 'có tài liệu điều lệ không ạ', 'điều lệ'],
    ['tài liệu {query}', 'tài liêu bình dẳng giơi', 'bình dẳng giơi'],
    ['tài liệu {query}', 'taif lieu bao luc', 'bao luc'],
    ['tài liệu {query}', 'taif lieeuj ddieeuf leej', 'ddieeuf leej'],
    ['tài liệu {query}', 'gửi em TL BĐG ạ', 'BĐG'],
    ['tài liệu {query}', 'tl 5 không 3 sạch', '5 không 3 sạch'],
    ['tài liệu {query}', 'tài liệu gia đình 5 không', 'gia đình 5 không'],
    ['tài liệu {query}', 'tài liệu: điều lệ Hội!', 'điều lệ Hội'],
    ['tài liệu {query}', 'tài liệu "bạo lực, gia đình"', 'bạo lực, gia đình'],
    ['tra cứu {query}', 'tra cuu dieu le', 'dieu le'],
    ['tra cứu {query}', 'em muốn tra cứu luật hôn nhân ạ', 'luật hôn nhân'],
    ['tìm {query}', 'tim tai lieu tao hon giup em', 'tai lieu tao hon'],
    ['tìm {query}', 'tìm giúp em điều lệ', 'giúp em điều lệ'],
    ['đăng ký nhóm {unit}', 'dang ky nhom xa Na Rì', 'xa Na Rì'],
    ['đăng ký nhóm {unit}', 'đăng ký nhóm Chi hội Bản Chang ạ', 'Chi hội Bản Chang'],
    ['em là {name}', 'dạ em là Nông Thị Hoa ạ', 'Nông Thị Hoa'],
    ['báo khó khăn {text}', 'báo khó khăn đường vào thôn bị sạt lở', 'đường vào thôn bị sạt lở'],
  ])('%s in "%s" takes "%s"', (pattern, text, expected) => {
    const match = vietnamese.matchPhrase(pattern, text);
    expect(Object.values(match?.vars ?? {})).toEqual([expected]);
  });

  it('takes several places', () => {
    expect(vietnamese.matchPhrase('đổi {from} thành {to}', 'doi Hoa thanh Hòa ạ')?.vars).toEqual({
      from: 'Hoa',
      to: 'Hòa',
    });
  });

  it.each([
    ['tài liệu {query}', 'tài liệu'],
    ['tài liệu {query}', 'tài liệu ạ'],
    ['tài liệu {query}', ''],
    ['tài liệu {query}', '😀'],
    ['tài liệu {query}', 'hôm nay họp tài liệu gì'],
    ['tìm {query}', 'tim'],
    ['menu', 'menu ăn trưa'],
    ['hội', 'hỏi'],
    ['bận', 'bạn'],
    ['', 'gì đó'],
    ['lịch họp', 'lịch họp tháng 12'],
  ])('%s is not "%s"', (pattern, text) => {
    expect(vietnamese.matchPhrase(pattern, text)).toBeUndefined();
  });

  it.each([
    ['lịch họp', 'lich hop'],
    ['lịch họp', 'cho em hỏi lịch họp với ạ'],
    ['lịch họp', 'co lich hop ko'],
    ['họp ở đâu', 'hop o dau v'],
    ['tập huấn bao giờ', 'tap huan bao gio a'],
    ['nộp báo cáo ở đâu', 'nop bao cao o dau'],
    ['nộp báo cáo ở đâu', 'nop bc o dau'],
    ['mất mật khẩu', 'mat mat khau'],
    ['đăng ký học ở đâu', 'dk hoc o dau'],
    ['em vắng', 'em vang nhe c'],
    ['trắc nghiệm', 'trac nghiem'],
    ['dữ liệu của tôi', 'du lieu cua toi'],
    ['tiến độ', 'tiến độ của em ạ'.replace('của ', '')],
  ])('%s is "%s"', (pattern, text) => {
    expect(vietnamese.matchPhrase(pattern, text)).toEqual({ vars: {} });
  });
});

describe('abbreviations', () => {
  it.each([
    ['tl BĐG ko', 'tài liệu bình đẳng giới không'],
    ['UBND xã', 'Ủy ban nhân dân xã'],
    ['tổ TK&VV', 'tổ tiết kiệm và vay vốn'],
    ['tkvv', 'tiết kiệm và vay vốn'],
    ['Hội LHPN', 'Hội Liên hiệp Phụ nữ'],
    ['BHYT, BHXH', 'bảo hiểm y tế, bảo hiểm xã hội'],
    ['ĐA938', 'Đề án 938'],
    ['DA8', 'Dự án 8'],
    ['5K3S', '5 không 3 sạch'],
    ['cht nvh', 'chi hội trưởng nhà văn hóa'],
    ['ds hội viên', 'ds hội viên'],
    ['đk học', 'đk học'],
    ['Na Rì', 'Na Rì'],
    ['', ''],
  ])('"%s" is "%s"', (text, expected) => {
    expect(vietnamese.expandAbbreviations(text)).toBe(expected);
  });

  it('knows every meaning of an ambiguous one', () => {
    expect(vietnamese.meaningsOf('đk')).toEqual(['đăng ký', 'được', 'điều kiện']);
    expect(vietnamese.meaningsOf('dk')).toContain('đăng ký');
    expect(vietnamese.meaningsOf('TT')).toContain('thị trấn');
    expect(vietnamese.meaningsOf('Hoa')).toEqual([]);
  });
});

describe('Telex left in', () => {
  it.each([
    ['taif lieu', 'tài lieu'],
    ['taif lieeuj', 'tài liệu'],
    ['ddieeuf leej', 'điều lệ'],
    ['baos caos', 'báo cáo'],
    ['binhf ddawngr gioiws', 'bình đẳng giới'],
    ['dduwowcj', 'được'],
    ['nguwowif', 'người'],
    ['Hooij', 'Hội'],
    ['quar', 'quả'],
    ['baso cao', 'báo cao'],
    ['thuws', 'thứ'],
    ['tai lieu', 'tai lieu'],
    ['tài liệu', 'tài liệu'],
    ['zoom', 'zoom'],
    ['bus', 'bus'],
    ['facebook', 'facebook'],
    ['Hoa', 'Hoa'],
    ['wifi', 'wifi'],
    ['www', 'www'],
    ['email', 'email'],
  ])('"%s" is "%s"', (text, expected) => {
    expect(vietnamese.repairTelex(text)).toBe(expected);
  });
});

describe('names', () => {
  const PEOPLE = ['Nông Thị Hoa', 'Hoàng Thị Hòa', 'Triệu Mùi Ghển', 'Lý Thị Mai', 'Bàn Thị Mai', 'Ma Văn Hoàn'];
  it.each([
    ['Nông Thị Hoa', 'Nông Thị Hoa'],
    ['nong thi hoa', 'Nông Thị Hoa'],
    ['chị Hoa', 'Nông Thị Hoa'],
    ['c Hòa ạ', 'Hoàng Thị Hòa'],
    ['hoà', 'Hoàng Thị Hòa'],
    ['hoa', 'Nông Thị Hoa | Hoàng Thị Hòa'],
    ['Mai', 'Lý Thị Mai | Bàn Thị Mai'],
    ['bàn mai', 'Bàn Thị Mai'],
    ['Ghển', 'Triệu Mùi Ghển'],
    ['ghen', 'Triệu Mùi Ghển'],
    ['đồng chí Hoàn', 'Ma Văn Hoàn'],
    ['Hoá', 'Nông Thị Hoa | Hoàng Thị Hòa'],
    ['Lan', ''],
    ['', ''],
    ['chị', ''],
  ])('"%s" is %s', (typed, expected) => {
    const match = vietnamese.matchName(typed, PEOPLE);
    const indexes = match.type === 'none' ? [] : match.type === 'one' ? [match.index] : match.indexes;
    // A name typed without marks never chooses between people whom only marks tell apart.
    expect(indexes.map((index) => PEOPLE[index]).join(' | ')).toBe(expected);
  });

  it.each([
    ['dạ em là Nông Thị Hoa ạ', 'Nông Thị Hoa'],
    ['Hoàng  Thị   Hòa', 'Hoàng Thị Hòa'],
    ['giàng a páo', 'giàng a páo'],
    ['số 5', undefined],
    ['', undefined],
  ])('the name in "%s" is %s, spelled as typed', (text, expected) => {
    expect(vietnamese.parseName(text)).toBe(expected);
  });
});

describe('a cry for help', () => {
  it.each([
    ...[
      'chồng em đang đánh em',
      'chong danh em',
      'chị Hoa bị chồng đánh',
      'cứu em với',
      'cuu em voi',
      'có cháu bị xâm hại',
    ],
    ...['nó dọa giết em', 'có người bị bạo lực ở thôn', 'chị ấy muốn tự tử', 'hang xom danh vo'],
  ])('"%s" is urgent', (text) => {
    expect(vietnamese.soundsUrgent(text)).toBe(true);
  });

  it.each([
    ...[
      'tài liệu bạo lực gia đình',
      'luật phòng chống bạo lực gia đình',
      'tập huấn về nạn nhân bạo lực',
      'đường sạt lở',
      'mất mật khẩu',
      '',
    ],
    ...['đánh máy văn bản', 'đánh giá cuối năm', 'hội viên vay vốn khó'],
  ])('"%s" is not', (text) => {
    expect(vietnamese.soundsUrgent(text)).toBe(false);
  });
});
