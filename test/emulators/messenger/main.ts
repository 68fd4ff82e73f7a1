import { startMessenger } from './server.ts';

/**
 * The emulator as a process of its own. `--port 4020` takes a fixed port (default: a free one), `--sample` fills it with an
 * app, a Page and three officers, and says in its output what to enter on the Connect page. The first line of its output
 * is JSON with its address, where a browser finds a page to write as an officer.
 */
const args = process.argv.slice(2);
const port = Number(args[args.indexOf('--port') + 1]);
const emulator = await startMessenger(args.includes('--port') && Number.isInteger(port) ? { port } : {});
const sample = {
  appId: '1122334455667788',
  appSecret: '0123456789abcdef0123456789abcdef',
  pageId: '100200300400500',
  pageToken: 'EAAGemulatedPageToken',
  verifyToken: 'mot cau kho doan',
};
if (args.includes('--sample')) {
  const { addApp, addPage, addPerson } = emulator.control;
  addApp({ id: sample.appId, secret: sample.appSecret });
  addPage({ id: sample.pageId, name: 'Hội LHPN xã Ba Bể (thử)', app: sample.appId, token: sample.pageToken });
  for (const name of ['Nguyễn Thị Lan', 'Trần Thị Hoa', 'Lê Thị Mai']) addPerson({ page: sample.pageId, name });
}
process.stdout.write(
  `${JSON.stringify({ url: emulator.url, ...(args.includes('--sample') && { account: { apiBase: emulator.url, ...sample } }) })}\n`,
);
const end = () => void emulator.close().then(() => process.exit(0));
process.on('SIGTERM', end);
process.on('SIGINT', end);
