import type { EntityManager } from '@mikro-orm/core';
import { registerEnumType } from 'type-graphql';
import { DomainError, ErrorCode } from './errors.js';

export enum ActorKind {
  PERSON = 'PERSON',
  API_KEY = 'API_KEY',
  AGENT = 'AGENT',
  OPERATOR = 'OPERATOR',
  SERVER = 'SERVER',
}

export enum Scope {
  READ = 'READ',
  CHAT = 'CHAT',
  PROPOSE = 'PROPOSE',
  APPROVE = 'APPROVE',
  MANAGE = 'MANAGE',
  OPERATE = 'OPERATE',
}

registerEnumType(ActorKind, {
  name: 'ActorKind',
  description:
    'A signed-in person, a program with an API key, the agent acting for a person, whoever operates this server, or the server by itself.',
});
registerEnumType(Scope, {
  name: 'Scope',
  description:
    'What a caller may do. AGENT holds READ and PROPOSE only; an API key never APPROVE; the operator OPERATE alone.',
});
registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description:
    'Every refusal the API can give; `errors[].extensions` carries it as `code`, with a stable number as `errorCode`.',
});

/** On whose behalf a field is resolved. `userId` owns everything the call may see. */
export type Actor = {
  kind: ActorKind;
  userId: string;
  scopes: ReadonlySet<Scope>;
  /** PERSON: the session that called. */
  sessionId?: string;
  /** PERSON: nothing but a recovery code stands behind the session yet; of the mutations it may call WHILE_RECOVERING. */
  recovering?: true;
  /** API_KEY: the key that called. AGENT: the key of the program that told it to. */
  apiKeyId?: string;
  /** AGENT: the run that called, and the words of the person which led to it. */
  runId?: string;
  threadId?: string;
  instruction?: string;
  /** AGENT: what else the person said in that thread within the day. */
  words?: readonly string[];
};

/** Whose things a field is about, and who may call it where its @auth names nobody. The operator owns nothing. */
export const OWNERS: readonly ActorKind[] = [ActorKind.PERSON, ActorKind.API_KEY, ActorKind.AGENT];

/** OPERATE is over the keys of all: nobody holds it who came in as somebody. */
const PERSON_SCOPES = Object.values(Scope).filter((scope) => scope !== Scope.OPERATE);
const NEVER_FOR_KEYS: readonly Scope[] = [Scope.APPROVE, Scope.OPERATE];

export const personActor = (userId: string, sessionId?: string): Actor => ({
  kind: ActorKind.PERSON,
  userId,
  scopes: new Set(PERSON_SCOPES),
  ...(sessionId !== undefined && { sessionId }),
});

/** A program with a key holds what its person gave it, and can never approve or operate. */
export const apiKeyActor = (userId: string, apiKeyId: string, scopes: readonly Scope[]): Actor => ({
  kind: ActorKind.API_KEY,
  userId,
  scopes: new Set(scopes.filter((scope) => !NEVER_FOR_KEYS.includes(scope))),
  apiKeyId,
});

/** The agent can look and propose; it can never approve, manage, or write into the chat. */
export const agentActor = (
  userId: string,
  run: { runId?: string; threadId?: string; instruction?: string; words?: readonly string[]; apiKeyId?: string },
): Actor => ({
  kind: ActorKind.AGENT,
  userId,
  scopes: new Set([Scope.READ, Scope.PROPOSE]),
  ...run,
});

/** The server carrying on what was decided already. No credential makes this actor, so nobody outside can be it. */
export const serverActor = (userId: string): Actor => ({
  kind: ActorKind.SERVER,
  userId,
  scopes: new Set([Scope.PROPOSE]),
});

/** Whoever holds OPERATOR_TOKEN. The name is no id, so nothing in any table is theirs. */
export const operatorActor = (): Actor => ({
  kind: ActorKind.OPERATOR,
  userId: 'operator',
  scopes: new Set([Scope.OPERATE]),
});

export type FollowedEvent = { seq: number; at: Date; payload: Record<string, unknown> };
export type Follow = (stream: string, after: number, signal: AbortSignal) => AsyncGenerator<FollowedEvent, void>;

/** Made anew for each operation, and for each event of a subscription. */
export type RequestContext = {
  actor: Actor | null;
  /** Caller's address for the limits of the sign-in fields. */
  ip: string;
  /** One fork per operation: no entity is shared between callers. */
  em: EntityManager;
  requestId: string;
  /** The source of a subscription: a stream of the outbox from a number on, until the caller has gone. */
  follow: (stream: string, after: number) => AsyncGenerator<FollowedEvent, void>;
  /** Aborted when the caller has gone; the source of a subscription must end with it. */
  signal: AbortSignal;
  /** Whether the session or key that called is still good; asked before each event of a subscription. */
  stillValid?: () => Promise<boolean>;
  userAgent?: string;
  /** HTTP only: lets sign-in and sign-out set and clear the session cookie. */
  setSessionCookie?: (token: string | null, expiresAt?: Date) => void;
  /** What guards leave for the resolver behind them, such as the locked rows of @spendingCap. */
  guarded: Map<string, unknown>;
};

export const actorOf = (context: RequestContext): Actor => {
  if (!context.actor) throw new DomainError(ErrorCode.UNAUTHENTICATED, 'Sign in first.');
  return context.actor;
};
