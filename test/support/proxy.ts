import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server on this machine, so that a test can take the server away and bring it back. */
export interface TestProxy {
  readonly port: number;
  /** Lets connections through. */
  open(): Promise<void>;
  /** Refuses new connections and ends those there are. */
  shut(): Promise<void>;
}

/** A proxy to a host and port that is shut at first; `shut` it at the end. */
export const openProxy = async (to: { readonly host: string; readonly port: number }): Promise<TestProxy> => {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const server = createServer((socket) => {
    const inner = connect(to);
    keep(socket, inner);
    keep(inner, socket);
    socket.pipe(inner).pipe(socket);
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const shut = async () => {
    const closed = new Promise<void>((done) => {
      server.close(() => done());
    });
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  // A port of its own, kept for later.
  await listen(0);
  const { port } = server.address() as { port: number };
  await shut();
  return { port, open: () => listen(port), shut };
};
