import { startZaloBot } from './server.ts';

/**
 * The emulator as a process of its own. `--port 4030` takes a fixed port (default: a free one), `--sample` fills it with
 * three officers and a group. The first line of its output is JSON: its address and the bot's token.
 */
const args = process.argv.slice(2);
const port = args.includes('--port') ? Number(args[args.indexOf('--port') + 1]) : 0;
const emulator = await startZaloBot({ firstId: Date.now() * 256, ...(Number.isInteger(port) && { port }) });
if (args.includes('--sample')) {
  // The same people at every start: an account that knows them finds them again.
  for (const [index, name] of ['Nguyễn Thị Lan', 'Trần Thị Hoa', 'Lê Thị Mai'].entries())
    emulator.control.addPerson({ id: `a1b2c3d4e5f6a7b8c9d${index}`, name });
  emulator.control.addGroup({ id: '0d9c8b7a6f5e4d3c2b1a', name: 'Chi hội thôn Đông' });
}
process.stdout.write(`${JSON.stringify({ url: emulator.url, token: emulator.token })}\n`);
const end = () => void emulator.close().then(() => process.exit(0));
process.on('SIGTERM', end);
process.on('SIGINT', end);
