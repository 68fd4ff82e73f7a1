import { startZaloPersonal } from './server.ts';

/**
 * The emulator as a process of its own. `--port 4010` takes a fixed port (default: a free one), `--sample` fills it with
 * an account, three officers and two groups. The first line of its output is JSON with its address, where a browser finds
 * a page to scan the QR code and to write as an officer.
 */
const args = process.argv.slice(2);
const port = Number(args[args.indexOf('--port') + 1]);
const emulator = await startZaloPersonal(args.includes('--port') && Number.isInteger(port) ? { port } : {});
if (args.includes('--sample')) {
  const { addAccount, addPerson, addGroup } = emulator.control;
  const bot = addAccount({ name: 'Trợ lý Chi hội', uid: '3999000000000000001' });
  const officers = ['Nguyễn Thị Lan', 'Trần Thị Hoa', 'Lê Thị Mai'].map((name) => addPerson({ name }));
  const members = officers.map(({ uid }) => uid);
  addGroup({ name: 'Chi hội thôn Đông', members: [...members, bot.uid] });
  addGroup({ name: 'Ban chấp hành xã', members: [...members.slice(0, 2), bot.uid] });
}
process.stdout.write(`${JSON.stringify({ url: emulator.url })}\n`);
const end = () => void emulator.close().then(() => process.exit(0));
process.on('SIGTERM', end);
process.on('SIGINT', end);
