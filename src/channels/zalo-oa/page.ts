import type { WebhookAnswer } from '../kind.ts';

/** The file by which the platform sees that a domain is ours: `zalo_verifier<code>.html` at its root. */
export const verifierPage = (path: string, code: string | undefined): WebhookAnswer | undefined => {
  if (code === undefined || path.replace(/^\/+/, '') !== `zalo_verifier${code}.html`) return undefined;
  const meta = `<meta name="zalo-platform-site-verification" content="${code}" />`;
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body: `<!doctype html>\n<html lang="vi"><head><meta charset="utf-8" />${meta}</head><body></body></html>\n`,
  };
};
