import { createServer, type Socket } from 'node:net';
import mongoose from 'mongoose';

const { BSON } = mongoose.mongo;
type Doc = Record<string, unknown>;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** A server that greets as it is told and answers commands from a table: for what no server at hand shows. */
export interface FakeServer {
  readonly url: string;
  /** Names of the commands that came, greetings left out. */
  readonly commands: string[];
  /** Replaced, it answers differently from now on. */
  answer: Answers;
  close(): Promise<void>;
}

/** Fields of the greeting, and the answer to each command by name; a command that is not there is acknowledged. */
export interface Answers {
  readonly hello?: Doc;
  readonly [command: string]: Doc | undefined;
}

const GREETING = {
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
  ok: 1,
};

const frame = (opCode: number, to: number, body: Buffer): Buffer => {
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + body.length, 0);
  head.writeInt32LE(to, 8);
  head.writeInt32LE(opCode, 12);
  return Buffer.concat([head, body]);
};

export const fakeServer = async (answer: Answers, port = 0): Promise<FakeServer> => {
  const sockets = new Set<Socket>();
  const commands: string[] = [];

  const reply = (command: Doc): Doc => {
    const [name = ''] = Object.keys(command);
    if (['hello', 'isMaster', 'ismaster'].includes(name)) return { ...GREETING, ...server.answer.hello };
    commands.push(name);
    return { ok: 1, ...server.answer[name] };
  };

  const handle = (socket: Socket, message: Buffer): void => {
    const id = message.readInt32LE(4);
    const opCode = message.readInt32LE(12);
    if (opCode === OP_QUERY) {
      const name = message.indexOf(0, 20) + 1;
      const answered = BSON.serialize(reply(BSON.deserialize(message.subarray(name + 8))));
      const head = Buffer.alloc(20);
      head.writeInt32LE(1, 16);
      socket.write(frame(OP_REPLY, id, Buffer.concat([head, answered])));
      return;
    }
    const size = message.readInt32LE(21);
    const answered = BSON.serialize(reply(BSON.deserialize(message.subarray(21, 21 + size))));
    socket.write(frame(OP_MSG, id, Buffer.concat([Buffer.alloc(5), answered])));
  };

  const listener = createServer((socket) => {
    sockets.add(socket);
    let waiting = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 4 && waiting.length >= waiting.readInt32LE(0)) {
        const size = waiting.readInt32LE(0);
        const message = waiting.subarray(0, size);
        waiting = waiting.subarray(size);
        handle(socket, message);
      }
    });
  });
  await new Promise<void>((done) => listener.listen(port, '127.0.0.1', done));
  const { port: at } = listener.address() as { port: number };

  const server: FakeServer = {
    url: `mongodb://127.0.0.1:${at}/chihoi`,
    commands,
    answer,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => listener.close(done));
    },
  };
  return server;
};
