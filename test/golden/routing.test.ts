import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flowLibrary } from '../../src/flow/library.ts';
import { vietnamese } from '../../src/language/index.ts';
import { loadFlows } from './run.ts';

const library = flowLibrary(loadFlows(join(import.meta.dirname, '..', '..', 'flows')), vietnamese);

/** The flow that a text starts, with what its trigger took: `tra-cuu (bạo lực)`. */
const routed = (text: string): string => {
  const found = library.route(text);
  if (!found) return '-';
  const taken = Object.values(found.vars);
  return taken.length > 0 ? `${found.flow} (${taken.join(', ')})` : found.flow;
};

describe('what officers type, outside any conversation', () => {
  it.each([
    // Without marks, with dropped blanks, wrong marks, Telex left in
    ['lich hop', 'lich-hop'],
    ['Lịch họp', 'lich-hop'],
    ['lich hop thang 12', 'lich-hop (thang 12)'],
    ['tap huan bao gio', 'lich-hop'],
    ['hop o dau v', 'lich-hop'],
    ['họp mấy giờ ạ', 'lich-hop'],
    ['cho em hỏi lịch họp với ạ', 'lich-hop'],
    ['hom nay co hop ko', 'lich-hop'],
    ['tai lieu', 'tra-cuu'],
    ['taif lieu', 'tra-cuu'],
    ['taif lieeuj', 'tra-cuu'],
    ['co tai lieu dieu le ko', 'tra-cuu (dieu le)'],
    ['tài liêu bình dẳng giơi', 'tra-cuu (bình dẳng giơi)'],
    ['tai lieu bao luc gia dinh', 'tra-cuu (bao luc gia dinh)'],
    ['cho e hoi tai lieu binh dang gioi voi a', 'tra-cuu (binh dang gioi)'],
    ['tra cứu điều lệ Hội', 'tra-cuu (điều lệ Hội)'],
    ['tim tai lieu ve tao hon', 'tra-cuu (tao hon)'],
    ['TL BĐG', 'tra-cuu (BĐG)'],
    ['xin tài liệu vay vốn ạ', 'tra-cuu (vay vốn)'],
    ['trac nghiem', 'trac-nghiem'],
    ['lam trac nghiem', 'trac-nghiem'],
    ['em muốn làm trắc nghiệm về bình đẳng giới', 'trac-nghiem (bình đẳng giới)'],
    ['tien do', 'tien-do'],
    ['tiến độ của em', 'tien-do'],
    ['bao kho khan', 'bao-kho-khan'],
    ['báo khó khăn đường vào thôn bị sạt lở', 'bao-kho-khan (đường vào thôn bị sạt lở)'],
    ['kiến nghị cấp thêm tài liệu', 'bao-kho-khan (cấp thêm tài liệu)'],
    ['nop bao cao o dau', 'hoi-can-bo'],
    ['nộp bc ở đâu', 'hoi-can-bo'],
    ['mat mat khau', 'hoi-can-bo'],
    ['dang ky hoc o dau', 'hoi-can-bo'],
    ['dk hoc o dau', 'hoi-can-bo'],
    ['em vang nhe c', 'bao-vang'],
    ['em xin phép vắng ạ', 'bao-vang'],
    ['em khong di hop duoc', 'bao-vang'],
    ['cuu em voi', 'khan-cap'],
    ['em bị đánh', 'khan-cap'],
    ['khan cap', 'khan-cap'],
    ['gap can bo', 'gap-can-bo'],
    ['cho em gặp cán bộ với ạ', 'gap-can-bo'],
    ['0', 'gap-can-bo'],
    ['menu', 'menu'],
    ['menuu', 'menu'],
    ['trợ giúp', 'tro-giup'],
    ['?', 'tro-giup'],
    ['em làm được gì', 'tro-giup'],
    ['dữ liệu của tôi', 'du-lieu-cua-toi'],
    ['du lieu cua toi', 'du-lieu-cua-toi'],
    ['xoa du lieu', 'du-lieu-cua-toi'],
    ['em là Nông Thị Hoa', 'lien-ket (Nông Thị Hoa)'],
    ['em ten la nong thi hoa a', 'lien-ket (nong thi hoa)'],
    ['lien ket', 'lien-ket'],
    ['ma lien ket', 'ma-lien-ket'],
    ['em muốn chuyển sang messenger', 'ma-lien-ket'],
    ['em dùng zalo khác rồi', 'ma-lien-ket'],
    ['nhập mã 482913', 'nhap-ma (482913)'],
    ['nhap ma lien ket 482 913', 'nhap-ma (482 913)'],
    ['mã liên kết 482913', 'nhap-ma (482913)'],
    ['liên kết bằng số điện thoại', 'lien-ket-so'],
    ['sdt cua em la 0912345678', 'lien-ket-so (0912345678)'],
    ['dang ky nhom xa na ri', 'dang-ky-nhom (xa na ri)'],
    ['đăng ký nhóm', 'dang-ky-nhom'],
    ['chào em', 'chao-lai'],
    ['xin chao', 'chao-lai'],
    ['cảm ơn em nhé', 'cam-on'],
    ['cam on e', 'cam-on'],
    // Stop: a clear word, and words that only look like it
    ['dừng', 'dung-nhan'],
    ['Dừng ạ', 'dung-nhan'],
    ['ngừng', 'dung-nhan'],
    ['STOP', 'dung-nhan'],
    ['đừng nhắn nữa', 'dung-nhan'],
    ['dung nhan nua', 'dung-nhan'],
    ['thôi không nhận', 'dung-nhan'],
    ['dung nhan tin', 'dung-nhan'],
    ['dung', 'hoi-dung'],
    ['dung a', 'hoi-dung'],
    ['Huy', 'hoi-dung'],
    ['đúng', '-'],
    ['dùng', '-'],
    ['bắt đầu', 'bat-dau'],
    ['bat dau', 'bat-dau'],
    // Nothing fits: the fallback looks further
    ['bai 2 lam the nao', '-'],
    ['bạo lực gia đình', '-'],
    ['vâng ạ', '-'],
    ['abc', '-'],
    ['', '-'],
  ])('"%s" → %s', (text, expected) => {
    expect(routed(text)).toBe(expected);
  });
});
