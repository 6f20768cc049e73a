import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Context, ServerOptions, SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { holdsKeyToken } from '../../money/api-keys/key-token.js';
import type { WakeUps } from '../../platform/events/wake-ups.js';
import type { Caller, GraphQLAnswer, GraphQLDoor } from '../../platform/graphql/graphql-door.js';
import { networkOf } from '../../platform/graphql/limits/atomic-store.js';
import { type Authenticate, socketCredentialOf, twoCookies } from '../callers/credentials.js';
import type { OwnOrigin } from '../callers/origin.js';
import type { TrustedProxies } from '../callers/trusted-proxies.js';
import { type Seat, SocketSeats } from './socket-seats.js';
import { SocketSession } from './socket-session.js';

export type SocketLimits = {
  maxPayload: number;
  operationsPerSocket: number;
  /** Over all their sockets, and again as many over all sockets of their keys. */
  operationsPerUser: number;
  socketsPerUser: number;
  /** Beside those of its person, whose own a program must not use up. */
  socketsPerKey: number;
  sockets: number;
  /** Beside those: who has not said yet who they are. */
  waitingSockets: number;
  /** What may wait for a reader before it is taken to have gone. */
  bufferedBytes: number;
  initWaitMs: number;
  keepAliveMs: number;
  /** How often a session is looked at even if nobody said that it ended. */
  recheckMs: number;
};

const SOCKET_LIMITS: SocketLimits = {
  maxPayload: 64 * 1024,
  operationsPerSocket: 50,
  operationsPerUser: 120,
  socketsPerUser: 20,
  socketsPerKey: 5,
  sockets: 2_000,
  waitingSockets: 500,
  bufferedBytes: 4 * 1024 * 1024,
  initWaitMs: 3_000,
  keepAliveMs: 12_000,
  recheckMs: 15_000,
};

export type SocketParts = {
  door: GraphQLDoor;
  authenticate: Authenticate;
  wakeUps: WakeUps;
  origin: OwnOrigin;
  proxies: TrustedProxies;
  limits?: Partial<SocketLimits>;
};

type Entered = Extra & { session?: SocketSession };
type SocketContext = Context<Record<string, unknown>, Entered>;
type SocketOperation = ExecutionArgs & { contextValue: Caller };

const TOO_MANY = 4429;
/** Clients of graphql-transport-ws come again after it, each time a little later. */
const LATER = 1013;
/** Whoever does not answer the farewell is cut off. */
const FAREWELL_MS = 1_000;

/** graphql-transport-ws on /graphql: the same door as over HTTP, behind a session that is watched while it lasts. */
export class Sockets {
  private readonly limits: SocketLimits;
  private readonly server: WebSocketServer;
  private readonly perHolder = new Map<string, Set<SocketContext>>();
  private readonly seats: SocketSeats;
  private readonly seatOf = new WeakMap<WebSocket, Seat>();
  private readonly disposable: { dispose: () => void | Promise<void> };

  constructor(private readonly parts: SocketParts) {
    this.limits = { ...SOCKET_LIMITS, ...parts.limits };
    this.seats = new SocketSeats({ waiting: this.limits.waitingSockets, seats: this.limits.sockets });
    this.server = new WebSocketServer({ noServer: true, maxPayload: this.limits.maxPayload, perMessageDeflate: false });
    this.disposable = useServer({ ...this.options(), isProd: true }, this.server, this.limits.keepAliveMs);
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
  }

  get size(): number {
    return this.server.clients.size;
  }

  /** Tells every client that the server goes, and does not wait for those that do not answer. */
  async close(graceMs = 1_000): Promise<void> {
    const clients = [...this.server.clients];
    const timer = setTimeout(() => {
      for (const client of clients) client.terminate();
    }, graceMs);
    await this.disposable.dispose();
    clearTimeout(timer);
  }

  // A cookie goes along with the upgrade from any page, and no preflight asks first; so the page is looked at here.
  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { origin } = request.headers;
    const twice = twoCookies(request.headers);
    if (request.url?.split('?')[0] !== '/graphql') refuse(socket, 404);
    else if (holdsKeyToken(request.url)) refuse(socket, 400);
    else if (twice) refuse(socket, 400, twice.message);
    else if (origin !== undefined && !this.parts.origin.includes(origin)) refuse(socket, 403);
    // Those that were told to go are still there for a moment.
    else if (this.server.clients.size >= 2 * (this.limits.sockets + this.limits.waitingSockets)) refuse(socket, 503);
    else this.server.handleUpgrade(request, socket, head, (client) => this.receive(client, request));
  }

  private receive(client: WebSocket, request: IncomingMessage): void {
    const seat = this.seats.wait(networkOf(this.parts.proxies.addressOf(request)), () => sendAway(client));
    this.seatOf.set(client, seat);
    client.once('close', () => this.seats.leave(seat));
    this.server.emit('connection', client, request);
  }

  private options(): ServerOptions<Record<string, unknown>, Entered> {
    const { door } = this.parts;
    return {
      connectionInitWaitTimeout: this.limits.initWaitMs,
      onConnect: (context) => this.connect(context),
      onClose: (context) => this.leave(context),
      onSubscribe: (context, _id, payload) => this.admit(context, payload),
      execute: (args) => door.run(...operationOf(args)) as Promise<ExecutionResult>,
      subscribe: (args) => door.subscribe(...operationOf(args)) as Promise<AsyncGenerator<ExecutionResult>>,
      onNext: (context, ...[, , , result]) => this.send(context, result as GraphQLAnswer),
      onError: (_context, _id, _payload, errors) => errors.map((error) => door.format(error)),
    };
  }

  private async connect(context: SocketContext): Promise<boolean> {
    const { socket, request } = context.extra;
    const seat = this.seatOf.get(socket);
    if (seat) seat.begun = true;
    const credential = socketCredentialOf(context.connectionParams, request.headers, this.parts.origin);
    if (!credential) return false;
    const session = await this.open(socket, credential.token);
    if (!session) return false;
    const { apiKeyId, userId } = session.actor;
    const held = this.heldBy(session);
    const isRoom = held.size < (apiKeyId ? this.limits.socketsPerKey : this.limits.socketsPerUser);
    context.extra.session = session;
    held.add(context);
    if (isRoom && seat) this.seats.sit(seat, userId);
    else socket.close(TOO_MANY, 'Too many sockets');
    return isRoom;
  }

  private async open(socket: WebSocket, token: string): Promise<SocketSession | null> {
    const { authenticate, wakeUps, door } = this.parts;
    const end = (code: number, reason: string) => socket.close(code, reason);
    try {
      const session = await SocketSession.open(token, authenticate, { wakeUps, end, recheckMs: this.limits.recheckMs });
      // The client may have gone while its token was looked up; nothing would end the session's watch then.
      if (session && socket.readyState !== socket.OPEN) session.close();
      return session;
    } catch (error) {
      door.format(error);
      socket.close(1011, 'Internal server error');
      return null;
    }
  }

  private leave(context: SocketContext): void {
    const { session } = context.extra;
    if (!session) return;
    session.close();
    const held = this.heldBy(session);
    held.delete(context);
    if (held.size === 0) this.perHolder.delete(holderOf(session));
  }

  private heldBy(session: SocketSession): Set<SocketContext> {
    const holder = holderOf(session);
    const held = this.perHolder.get(holder) ?? new Set();
    this.perHolder.set(holder, held);
    return held;
  }

  /** What runs now over all sockets of a person, or of all their keys. */
  private running({ actor: { userId, apiKeyId } }: SocketSession): number {
    const isAlike = ({ extra: { session } }: SocketContext): boolean =>
      session?.actor.userId === userId && (session.actor.apiKeyId === undefined) === (apiKeyId === undefined);
    const all = apiKeyId ? [...this.perHolder.values()].flatMap((held) => [...held]) : this.perHolder.get(userId);
    return [...(all ?? [])]
      .filter(isAlike)
      .reduce((sum, { subscriptions }) => sum + Object.keys(subscriptions).length, 0);
  }

  // Parsed here, because graphql-ws would answer a syntax error by closing the socket and all its subscriptions.
  private admit(context: SocketContext, payload: SubscribePayload): SocketOperation | readonly GraphQLError[] {
    const { session } = context.extra;
    if (!session) return [refusal(ErrorCode.UNAUTHENTICATED, 'Sign in first.')];
    const max = this.limits.operationsPerSocket;
    if (Object.keys(context.subscriptions).length > max) return [tooMany('A socket carries', max)];
    const all = this.limits.operationsPerUser;
    if (this.running(session) > all) return [tooMany('All your sockets together carry', all)];
    const prepared = this.parts.door.prepare(payload.query);
    if ('errors' in prepared) return prepared.errors;
    return {
      schema: this.parts.door.schema,
      document: prepared.document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? {},
      contextValue: this.callerOf(context, session),
    };
  }

  private callerOf({ extra }: SocketContext, session: SocketSession): Caller {
    const userAgent = extra.request.headers['user-agent'];
    return {
      actor: session.actor,
      ip: this.parts.proxies.addressOf(extra.request),
      signal: session.signal,
      stillValid: () => session.isValid(),
      ...(userAgent !== undefined && { userAgent }),
    };
  }

  private send({ extra }: SocketContext, answer: GraphQLAnswer): GraphQLAnswer {
    if (extra.socket.bufferedAmount > this.limits.bufferedBytes) extra.socket.terminate();
    return answer;
  }
}

const holderOf = ({ actor }: SocketSession): string => actor.apiKeyId ?? actor.userId;

const operationOf = ({ document, operationName, variableValues, contextValue }: ExecutionArgs) =>
  [{ document, operationName, variables: variableValues as Record<string, unknown> }, contextValue as Caller] as const;

/** graphql-ws takes nothing but GraphQLErrors here; the door finds the refusal inside. */
const refusal = (code: ErrorCode, message: string): GraphQLError =>
  new GraphQLError(message, { originalError: new DomainError(code, message) });

const tooMany = (what: string, max: number): GraphQLError =>
  refusal(ErrorCode.RATE_LIMITED, `${what} at most ${max} operations at once. Complete one first.`);

const sendAway = (client: WebSocket): void => {
  client.close(LATER, 'Too many sockets; come again later');
  setTimeout(() => client.terminate(), FAREWELL_MS).unref();
};

const refuse = (socket: Duplex, status: number, why = ''): void => {
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close', 'Content-Type: text/plain'];
  socket.end([...head, `Content-Length: ${Buffer.byteLength(why)}`, '', why].join('\r\n'));
};
