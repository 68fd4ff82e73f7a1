import { startZaloOa } from './server.ts';

/**
 * The emulator as a process of its own. `--port 4020` takes a fixed port (default: a free one), `--webhook <address>` is
 * where events go, `--sample` fills it with three officers and a group. The first line of its output is JSON: its address
 * and what an account needs to work with it.
 */
const args = process.argv.slice(2);
const argumentOf = (name: string): string | undefined =>
  args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
const port = Number(argumentOf('--port') ?? 0);
const emulator = await startZaloOa({ firstId: Date.now() * 256, ...(Number.isInteger(port) && { port }) });
const webhook = argumentOf('--webhook');
if (webhook !== undefined) emulator.control.connect({ webhook });
if (args.includes('--sample')) {
  // The same people at every start: an account that knows them finds them again.
  const officers = ['Nguyễn Thị Lan', 'Trần Thị Hoa', 'Lê Thị Mai'].map((name, index) =>
    emulator.control.addPerson({ id: `667788990011223344${index}`, name }),
  );
  const members = officers.map(({ id }) => id);
  emulator.control.addGroup({ id: 'f414c8f76fa586fbdfb4', name: 'Chi hội thôn Đông', members });
}
process.stdout.write(`${JSON.stringify({ url: emulator.url, ...emulator.app })}\n`);
const end = () => void emulator.close().then(() => process.exit(0));
process.on('SIGTERM', end);
process.on('SIGINT', end);
