import type { WebhookAnswer } from '../kind.ts';
import { hmacHex, sameSecret } from '../signature.ts';

/**
 * A confirmation code is made of the person's id and the app's secret: the same request gets the same code, the code tells
 * nothing about her, and its second half shows that we gave it out, so the status page needs no store.
 */
const ID_CHARACTERS = 16;
const CHECK_CHARACTERS = 8;
const CODE = /^[0-9a-f]{24}$/;

const checkOf = (id: string, appSecret: string): string =>
  hmacHex(appSecret, `deletion-check:${id}`).slice(0, CHECK_CHARACTERS);

export const deletionCode = (userId: string, appSecret: string): string => {
  const id = hmacHex(appSecret, `deletion:${userId}`).slice(0, ID_CHARACTERS);
  return id + checkOf(id, appSecret);
};

/** True for a code that `deletionCode` made with this secret. */
export const isDeletionCode = (code: string, appSecret: string): boolean =>
  CODE.test(code) && sameSecret(code.slice(ID_CHARACTERS), checkOf(code.slice(0, ID_CHARACTERS), appSecret));

const page = (status: number, title: string, lines: readonly string[]): WebhookAnswer => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<body style="font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem">${title}</h1>
${lines.map((line) => `<p>${line}</p>`).join('\n')}
</body>
</html>
`,
});

/** What a person sees who follows her deletion request. Nothing about her stands on it. `code` must be one of ours. */
export const deletionPage = (code: string): WebhookAnswer =>
  page(200, 'Yêu cầu xóa dữ liệu', [
    `Mã yêu cầu: <strong>${code}</strong>`,
    'Yêu cầu của chị đã được tiếp nhận và chuyển tới cán bộ phụ trách Trợ lý Hội.',
    'Muốn xóa ngay, chị nhắn cho Trang câu “xóa dữ liệu của tôi”: Trợ lý hỏi lại một lần rồi xóa hồ sơ gắn với cuộc trò chuyện của chị.',
    'Chị giữ lại mã này để hỏi cán bộ Hội khi cần.',
  ]);

export const noDeletionPage = (): WebhookAnswer =>
  page(404, 'Không có yêu cầu này', [
    'Mã yêu cầu không đúng hoặc bị thiếu. Chị mở lại đường dẫn mà Facebook đã đưa, hoặc hỏi cán bộ Hội.',
  ]);
