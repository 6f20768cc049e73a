import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { type Actor, ActorKind, apiKeyActor } from '../../kernel/actor.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import { isOver } from '../../rulebook/key-limits.js';
import { storeRules } from '../../rulebook/rules/stored-rules.js';
import { apiKeyRecord } from '../../rulebook/sealed-rows.js';
import type { Seals } from '../../vault/contract/seals.js';
import { ApiKey } from './api-key.entity.js';
import type { CreateApiKeyInput } from './api-key.inputs.js';
import type { KeyEndings } from './key-endings.js';
import { isSealed } from './key-limits.js';
import { hashKeyToken, isKeyToken, newKeyToken, shownPrefix } from './key-token.js';
import { readKey } from './read-key.js';

const KEYS_MAX = 20;
const LISTED_MAX = 100;
const SEEN_EVERY_MS = MINUTE_MS;

export type ApiKeyParts = {
  em: EntityManager;
  seals: Seals;
  endings: KeyEndings;
  audit: AuditLog;
  events: Events;
  now?: () => Date;
};

/** The ways in that a person makes for programs: made with their passkey's word, and ended at once. */
export class ApiKeysService {
  private readonly now: () => Date;

  constructor(private readonly parts: ApiKeyParts) {
    this.now = parts.now ?? (() => new Date());
  }

  /** What `create` would refuse, before a passkey is asked for. */
  async assertMayCreate(userId: string, input: CreateApiKeyInput): Promise<void> {
    readKey(input, this.now());
    await assertRoom(this.parts.em.fork(), userId, this.now());
  }

  /** The secret is returned here and never again. */
  async create(userId: string, input: CreateApiKeyInput): Promise<{ apiKey: ApiKey; secret: string }> {
    const createdAt = this.now();
    const { rules, ...asked } = readKey(input, createdAt);
    const secret = newKeyToken();
    const made = { id: newId('api'), userId, prefix: shownPrefix(secret), tokenHash: hashKeyToken(secret) };
    const row = { ...made, ...asked, rules: storeRules(rules), createdAt, revokedAt: null };
    const mac = await this.parts.seals.seal(apiKeyRecord(row));
    const apiKey = await withRowLocked(this.parts.em, User, userId, async (tx) => {
      await assertRoom(tx, userId, createdAt);
      const key = tx.create(ApiKey, { ...row, lastUsedAt: null, mac });
      await tx.persist(key).flush();
      await this.note(tx, key, 'api_key.created');
      return key;
    });
    return { apiKey, secret };
  }

  /** Ends a key at once. */
  revoke(userId: string, id: string): Promise<ApiKey> {
    return withRowLocked(this.parts.em, User, userId, async (tx) => {
      const key = await tx.findOne(ApiKey, { id, userId });
      if (!key) throw notFound('API key');
      if (key.revokedAt) return key;
      await this.parts.endings.end(tx, key);
      await this.note(tx, key, 'api_key.revoked');
      return key;
    });
  }

  /** Ends all of them within the caller's transaction, which writes down why. */
  async dropAll(tx: EntityManager, userId: string): Promise<void> {
    for (const key of await tx.find(ApiKey, { userId, revokedAt: null })) await this.parts.endings.end(tx, key);
  }

  /** Those that are over too, so that what an old transaction names can be looked up; the newest first. */
  list(userId: string): Promise<ApiKey[]> {
    return this.parts.em.fork().find(ApiKey, { userId }, { orderBy: { id: 'desc' }, limit: LISTED_MAX });
  }

  /** The program behind a key; null for every key that is not good now, whatever the reason. */
  async authenticate(token: string): Promise<{ actor: Actor; expiresAt: Date } | null> {
    if (!isKeyToken(token)) return null;
    const em = this.parts.em.fork();
    const key = await em.findOne(ApiKey, { tokenHash: hashKeyToken(token) });
    if (!key || isOver(key, this.now()) || !(await isSealed(this.parts.seals, key))) return null;
    await this.touch(em, key);
    return { actor: apiKeyActor(key.userId, key.id, key.scopes), expiresAt: key.expiresAt };
  }

  private async note(tx: EntityManager, key: ApiKey, action: AuditAction): Promise<void> {
    const { id, userId, name, prefix, scopes, rules, expiresAt } = key;
    const details = { name, prefix, scopes, ...rules, expiresAt: expiresAt.toISOString() };
    await this.parts.audit.record(tx, {
      userId,
      actor: ActorKind.PERSON,
      action,
      resource: id,
      result: 'OK',
      details,
    });
    await this.parts.events.publish(tx, `user:${userId}`, { apiKeyId: id });
  }

  private async touch(em: EntityManager, { id, lastUsedAt }: ApiKey): Promise<void> {
    const now = this.now();
    if (lastUsedAt && now.getTime() < lastUsedAt.getTime() + SEEN_EVERY_MS) return;
    await em.nativeUpdate(ApiKey, { id }, { lastUsedAt: now });
  }
}

const assertRoom = async (em: EntityManager, userId: string, now: Date): Promise<void> => {
  if ((await em.count(ApiKey, { userId, revokedAt: null, expiresAt: { $gt: now } })) >= KEYS_MAX)
    throw new DomainError(ErrorCode.CONFLICT, `You have ${KEYS_MAX} API keys, which is the most. Revoke one.`);
};

/** The check behind @owner(of: API_KEY). */
export const ownsApiKey = async (em: EntityManager, userId: string, id: string): Promise<boolean> =>
  (await em.count(ApiKey, { id, userId })) === 1;
