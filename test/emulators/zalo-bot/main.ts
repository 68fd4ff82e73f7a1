import { startZaloBot } from './server.ts';

/**
 * The emulator as a process of its own. `--port 4030` takes a fixed port (default: a free one), `--sample` fills it with
 * three officers and a group. The first line of its output is JSON: its address and the bot's token.
 */
const args = process.argv.slice(2);
const port = args.includes('--port') ? Number(args[args.indexOf('--port') + 1]) : 0;
const emulator = await startZaloBot(Number.isInteger(port) ? { port } : {});
if (args.includes('--sample')) {
  for (const name of ['Nguyễn Thị Lan', 'Trần Thị Hoa', 'Lê Thị Mai']) emulator.control.addPerson({ name });
  emulator.control.addGroup({ name: 'Chi hội thôn Đông' });
}
process.stdout.write(`${JSON.stringify({ url: emulator.url, token: emulator.token })}\n`);
const end = () => void emulator.close().then(() => process.exit(0));
process.on('SIGTERM', end);
process.on('SIGINT', end);
