export const ActorKind = {
  PERSON: 'PERSON',
  API_KEY: 'API_KEY',
  AGENT: 'AGENT',
  OPERATOR: 'OPERATOR',
  SERVER: 'SERVER',
} as const;
export type ActorKind = keyof typeof ActorKind;

export const Scope = {
  READ: 'READ',
  CHAT: 'CHAT',
  PROPOSE: 'PROPOSE',
  APPROVE: 'APPROVE',
  MANAGE: 'MANAGE',
  OPERATE: 'OPERATE',
} as const;
export type Scope = keyof typeof Scope;

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
