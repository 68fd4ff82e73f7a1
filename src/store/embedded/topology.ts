import { EventEmitter } from 'node:events';
import mongoose from 'mongoose';
import { WIRE_VERSION } from './admin.ts';
import { BSON, type Doc } from './bson.ts';
import { unsupported } from './errors.ts';
import type { CommandOptions, EmbeddedServer } from './server.ts';

/** The part of a driver operation that a server calls (`AbstractOperation` in the driver). */
interface Operation {
  readonly session?: { inTransaction(): boolean };
  readonly bsonOptions: CommandOptions & object;
  readonly SERVER_COMMAND_RESPONSE_TYPE?: { make(bytes: Uint8Array): { readonly ok: number } };
  buildCommand(connection: object, session: object | undefined): Doc;
  buildOptions(timeout: object): object;
}

const DESCRIPTION = {
  type: 'Standalone',
  maxWireVersion: WIRE_VERSION,
  minWireVersion: 0,
  address: 'embedded:0',
  isDataBearing: true,
  isWritable: true,
};

/**
 * What the MongoDB driver keeps as `client.topology`, with one server in it that lives in this process. So the driver's
 * own collections, cursors, bulk operations, results and errors are used, all of them; only the wire is left out.
 */
export class EmbeddedTopology extends EventEmitter {
  readonly s = {
    options: { retryReads: false, retryWrites: false, maxAdaptiveRetries: 0, directConnection: true },
    servers: new Map(),
  };
  readonly description = {
    type: 'Single',
    servers: new Map([[DESCRIPTION.address, DESCRIPTION]]),
    logicalSessionTimeoutMinutes: undefined,
  };
  readonly loadBalanced = false;
  readonly commonWireVersion = WIRE_VERSION;
  readonly lastHello = () => ({ maxWireVersion: WIRE_VERSION });
  readonly #server: object;
  readonly #close: () => void;

  constructor(server: EmbeddedServer, close: () => void) {
    super();
    this.#server = {
      description: DESCRIPTION,
      command: (operation: Operation, timeout: object) => runOperation(server, operation, timeout),
    };
    this.#close = close;
  }

  async selectServer(): Promise<object> {
    return this.#server;
  }

  isConnected(): boolean {
    return true;
  }

  closeCheckedOutConnections(): void {
    // There are no connections.
  }

  close(): void {
    this.#close();
  }
}

const CONNECTION = { description: DESCRIPTION, hello: { maxWireVersion: WIRE_VERSION } };

const runOperation = async (server: EmbeddedServer, operation: Operation, timeout: object): Promise<unknown> => {
  if (operation.session?.inTransaction() === true)
    throw serverError({ ok: 0, errmsg: unsupported('A transaction').message, code: 263 });
  const command = operation.buildCommand(CONNECTION, operation.session);
  const bytes = await server.run(command, operation.bsonOptions);
  const type = operation.SERVER_COMMAND_RESPONSE_TYPE;
  if (type === undefined) {
    const answer = BSON.deserialize(bytes, operation.buildOptions(timeout)) as Doc;
    if (answer.ok === 0) throw serverError(answer);
    return answer;
  }
  const answer = type.make(bytes);
  if (answer.ok === 0) throw serverError(BSON.deserialize(bytes) as Doc);
  return answer;
};

const serverError = (answer: Doc): Error => new mongoose.mongo.MongoServerError(answer as never);
