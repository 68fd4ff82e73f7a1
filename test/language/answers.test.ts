import { describe, expect, it } from 'vitest';
import { vietnamese } from '../../src/language/index.ts';

describe('yes and no', () => {
  it.each([
    ...[
      'có',
      'co',
      'vâng',
      'da vang',
      'dạ',
      'ok',
      'oke',
      'Ok ạ',
      'uh',
      'ừ',
      'nhất trí',
      'nhat tri',
      'đồng ý',
      'dong y',
    ],
    ...[
      'có mặt',
      'đi được',
      'di duoc',
      'tham gia',
      '1',
      '👍',
      '👍🏻',
      'dạ có ạ',
      'da co a',
      'Vâng ạ',
      'vang a',
      'có nhé chị',
    ],
    ...[
      'em đồng ý',
      'em tham gia ạ',
      'em đi được ạ',
      'đúng',
      'đúng rồi',
      'dung roi',
      'dung roi a',
      'đc ạ',
      'dk',
      'có nhưng đến muộn',
    ],
    ...[
      'vânggg',
      'okkkk',
      'dạ vâng ạ',
      'chắc chắn rồi',
      'uk',
      'ừm',
      'phải',
      'được ạ',
      'em sẽ đi',
      'cos',
      'vaang aj',
      'r ạ',
    ],
  ])('"%s" is yes', (text) => {
    expect(vietnamese.yesNo(text)).toBe('yes');
  });

  it.each([
    ...[
      'không',
      'khong',
      'ko',
      'k',
      'hk',
      'vắng',
      'vang mat',
      'bận',
      'em bận ạ',
      'em ban viec',
      'em ban roi',
      'ban rồi ạ',
    ],
    ...[
      'xin phép nghỉ',
      'xin phep nghi',
      'không đi được',
      'khong di duoc',
      'kẹt',
      'em kẹt rồi',
      '2',
      '👎',
      'dạ không ạ',
      'ko a',
    ],
    ...[
      'em xin phép vắng ạ',
      'em vắng nhé chị',
      'em vắng nhe c',
      'không tham gia',
      'ko tham gia dc',
      'chưa',
      'không đồng ý',
      'k đi được',
    ],
    ...['nhà em có việc', 'có việc bận', 'thôi', 'em không đi được, con ốm', 'sai', 'khoong', 'chưa được', 'hok'],
  ])('"%s" is no', (text) => {
    expect(vietnamese.yesNo(text)).toBe('no');
  });

  it.each([
    ...[
      '',
      'để em xem',
      'de em xem',
      'chắc được',
      'chac duoc',
      'nếu kịp',
      'neu kip',
      'dung',
      'ban',
      'có không?',
      'co ko',
      'có họp không',
    ],
    ...[
      'được không',
      'em chưa biết',
      'có lẽ',
      'có thể',
      'cô',
      'cờ',
      'đừng',
      'dừng',
      'ai đi nữa',
      'tài liệu',
      '😀',
      '3',
      'kkk',
      'không sao',
    ],
    ...['có mà em bận', 'không bận', 'vâng để em hỏi chồng đã', 'chào em', 'mấy giờ họp', 'ở đâu ạ'],
  ])('"%s" is not clear', (text) => {
    expect(vietnamese.yesNo(text)).toBe('unclear');
  });
});

describe('commands', () => {
  it.each([
    ['trợ giúp', 'help'],
    ['tro giup', 'help'],
    ['help', 'help'],
    ['?', 'help'],
    ['giúp em với', 'help'],
    ['hướng dẫn', 'help'],
    ['huong dan su dung', 'help'],
    ['menu', 'menu'],
    ['Menu', 'menu'],
    ['menuu', 'menu'],
    ['cho em xem menu với ạ', 'menu'],
    ['trang chủ', 'menu'],
    ['dừng', 'stop'],
    ['Dừng ạ', 'stop'],
    ['em muốn dừng', 'stop'],
    ['ngừng', 'stop'],
    ['ngung', 'stop'],
    ['hủy', 'stop'],
    ['huỷ', 'stop'],
    ['STOP', 'stop'],
    ['thôi không nhận', 'stop'],
    ['thoi khong nhan nua', 'stop'],
    ['đừng nhắn nữa', 'stop'],
    ['dung nhan nua', 'stop'],
    ['dung nhan tin nua', 'stop'],
    ['dừng nhận tin', 'stop'],
    ['dừng lại', 'stop'],
    ['dung lai', 'stop'],
    ['dừngg', 'stop'],
    ['duwngf', 'stop'],
    ['dung', 'stop_unsure'],
    ['Dung', 'stop_unsure'],
    ['dung a', 'stop_unsure'],
    ['dưng', 'stop_unsure'],
    ['Huy', 'stop_unsure'],
    ['bắt đầu', 'start'],
    ['bat dau', 'start'],
    ['start', 'start'],
    ['nhận tin lại', 'start'],
    ['gặp cán bộ', 'human'],
    ['gap can bo', 'human'],
    ['cho em gặp cán bộ với ạ', 'human'],
    ['cán bộ', 'human'],
    ['gap nguoi that', 'human'],
    ['gặp cb', 'human'],
    ['0', 'human'],
    ['quay lại', 'back'],
    ['quay lai a', 'back'],
    ['trở lại', 'back'],
    ['back', 'back'],
  ])('"%s" is %s', (text, expected) => {
    expect(vietnamese.command(text)).toBe(expected);
  });

  it.each([
    ...[
      'đúng',
      'đúng rồi',
      'dung roi',
      'dùng',
      'đứng',
      'đung',
      '',
      'chào em',
      'dung dịch',
      'tài liệu dừng thai',
      'có',
      'ạ',
    ],
    ...[
      'cán bộ hội phụ nữ xã na rì có mấy người',
      'hướng dẫn kết nạp hội viên',
      'bắt đầu họp lúc mấy giờ',
      '10',
      '😀',
      'dạ vâng ạ',
    ],
  ])('"%s" is no command', (text) => {
    expect(vietnamese.command(text)).toBeUndefined();
  });
});

describe('numbers', () => {
  it.each([
    ['12', 12],
    ['0', 0],
    ['12 chị', 12],
    ['khoảng 50 người', 50],
    ['dạ 12 ạ', 12],
    ['1.200', 1200],
    ['12.345.678', 12345678],
    ['1.200,5', 1200.5],
    ['1,5', 1.5],
    ['1.5', 1.5],
    ['0,25', 0.25],
    ['2 triệu', 2_000_000],
    ['3 nghìn', 3000],
    ['1,5 tỷ', 1_500_000_000],
    ['-3', -3],
    ['１２', 12],
    ['một', 1],
    ['mot', 1],
    ['ba', 3],
    ['năm', 5],
    ['mười', 10],
    ['muoi', 10],
    ['mười một', 11],
    ['mười lăm', 15],
    ['muoi lam', 15],
    ['hai mươi', 20],
    ['hai muoi', 20],
    ['hai mươi mốt', 21],
    ['hai mươi tư', 24],
    ['hai mươi lăm', 25],
    ['năm mươi', 50],
    ['nam muoi', 50],
    ['năm mươi lăm', 55],
    ['chín mươi chín', 99],
    ['một trăm', 100],
    ['một trăm linh năm', 105],
    ['mot tram linh nam', 105],
    ['một trăm lẻ năm', 105],
    ['hai trăm', 200],
    ['một trăm hai mươi ba', 123],
    ['một nghìn hai trăm', 1200],
    ['hai nghìn không trăm linh ba', 2003],
    ['ba triệu', 3_000_000],
    ['có năm mươi chị', 50],
    ['hai chục', 20],
    ['không có ai', 0],
    ['ko co ai', 0],
  ])('"%s" is %d', (text, expected) => {
    expect(vietnamese.parseNumber(text)).toBe(expected);
  });

  it.each(['', 'không', 'khong', 'nhiều', '8h', '7/12', '12 hoặc 13', '1,200', 'a1', '😀', 'tư', '1..2'])(
    '"%s" is no clear number',
    (text) => {
      expect(vietnamese.parseNumber(text)).toBeUndefined();
    },
  );
});

describe('mobile numbers', () => {
  it.each([
    '0912345678',
    '0912 345 678',
    '0912.345.678',
    '0912-345-678',
    '+84912345678',
    '+84 912 345 678',
    '84912345678',
    '(+84) 912345678',
    '912345678',
    'o912345678',
    'số em là 0912345678 ạ',
    'sdt: 0912 345 678.',
    '0912345678, nhắc lại 0912 345 678',
    '+840912345678',
  ])('"%s" is +84912345678', (text) => {
    expect(vietnamese.parsePhone(text)).toBe('+84912345678');
  });

  it.each([
    '',
    '113',
    '1900969680',
    '0209387123',
    '09123456',
    '091234567890123',
    '0912345678 hoặc 0987654321',
    'abc',
    '0112345678',
  ])('"%s" is none, or not one', (text) => {
    expect(vietnamese.parsePhone(text)).toBeUndefined();
  });
});
