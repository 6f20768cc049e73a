import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { type Actor, ActorKind } from '../../kernel/actor.js';
import { DAY_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Seals } from '../../vault/contract/seals.js';
import { AgentRun, runRecord } from '../runs/run.entity.js';
import { OPEN_STATUSES, RunStatus } from '../runs/run-status.js';
import type { RunsService } from '../runs/runs.service.js';
import type { SendMessageInput } from './chat.types.js';
import { readHistory, readStopped, readWaiting, readWords } from './history.js';
import { messageRecord } from './message-record.js';
import { MessageRole } from './message-role.js';
import { messageKey, messageText, titleFrom } from './message-text.js';
import { Message, type Thread } from './thread.entity.js';
import { lockThread } from './threads.service.js';

/** Runs of one person that are open; programs leave room for the person, and for each other. */
const OPEN_RUNS = { all: 20, keys: 10, oneKey: 5 };
const KEY_MS = DAY_MS;
const WORKING = OPEN_STATUSES.filter((status) => status !== RunStatus.WAITING_FOR_APPROVAL);

type NewMessage = { threadId: string; text: string; key: string | null };
type From = { userId: string; threadId: string; apiKeyId: string | null; mac: string };
/** A message and its run as the vault sealed them. */
type Said = {
  run: From & { id: string; instruction: string; words: string[] };
  message: From & { id: string; role: MessageRole; text: string; createdAt: Date };
};

/** Takes what a person says and starts the agent on it. */
export class MessagesService {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: AuditLog,
    private readonly runs: RunsService,
    private readonly seals: Seals,
  ) {}

  /** The message, its run and the audit entry are one commit; the run starts after it. */
  async send(actor: Actor, input: SendMessageInput): Promise<AgentRun> {
    const given = { threadId: input.threadId, text: messageText(input.text), key: messageKey(input.idempotencyKey) };
    const said = await this.sealed(actor, given);
    return withRowLocked(this.em, User, actor.userId, async (tx) => {
      const thread = await lockThread(tx, actor.userId, given.threadId);
      const before = await heldBy(tx, actor.userId, given.key);
      if (before) return sameRun(tx, before, given);
      if (actor.apiKeyId === undefined) await this.takeBack(tx, thread);
      await assertFree(tx, thread, actor.apiKeyId);
      return this.store(tx, thread, { actor, said, key: given.key });
    });
  }

  async cancelRun({ userId, kind, apiKeyId }: Actor, id: string): Promise<AgentRun> {
    const entry = { userId, actor: kind, apiKeyId, action: 'run.cancelled' as const, resource: id, result: 'OK' };
    return this.em.fork().transactional(async (tx) => {
      const [run] = await this.runs.cancel(tx, [id], () => this.audit.record(tx, entry));
      if (run) return run;
      throw new DomainError(ErrorCode.CONFLICT, 'This run has ended already. There is nothing to cancel.');
    });
  }

  /** Nobody waits in their conversation for what a program began there: its run ends, and what it proposed stays. */
  private async takeBack(tx: EntityManager, { id: threadId, userId }: Thread): Promise<void> {
    const open = { threadId, apiKeyId: { $ne: null }, status: { $in: [...OPEN_STATUSES] } };
    const ids = (await tx.find(AgentRun, open, { fields: ['id'], disableIdentityMap: true })).map(({ id }) => id);
    if (ids.length === 0) return;
    const act = { userId, actor: ActorKind.PERSON, action: 'run.cancelled' as const, result: 'OK' };
    const details = { reason: 'The person wrote in this conversation.' };
    await this.runs.cancel(tx, ids, async () => {
      for (const resource of ids) await this.audit.record(tx, { ...act, resource, details });
    });
  }

  /** The words, with those of the day before, sealed before any lock: nobody else may say them in this person's name. */
  private async sealed(actor: Actor, { threadId, text }: NewMessage): Promise<Said> {
    const { userId, apiKeyId = null } = actor;
    const createdAt = new Date();
    const words = await readWords(this.em.fork(), this.seals, { userId, threadId }, createdAt);
    const from = { userId, threadId, apiKeyId };
    const run = { id: newId('run'), ...from, instruction: text };
    const message = { id: newId('msg'), ...from, role: MessageRole.USER, text, createdAt };
    const state = { messages: [], turns: 0, calls: 0, words };
    return {
      run: { ...run, words, mac: await this.seals.seal(runRecord({ ...run, state })) },
      message: { ...message, mac: await this.seals.seal(messageRecord(message)) },
    };
  }

  private async store(
    tx: EntityManager,
    thread: Thread,
    { actor, said, key }: { actor: Actor; said: Said; key: string | null },
  ): Promise<AgentRun> {
    const { userId, threadId, apiKeyId, text, createdAt } = said.message;
    const { words, ...told } = said.run;
    const left = [...(await readStopped(tx, userId, threadId)), ...(await readWaiting(tx, userId, threadId))];
    const messages = [...(await readHistory(tx, threadId)), ...left, { role: 'user' as const, content: text }];
    const run = this.runs.create(tx, { ...told, state: { messages, turns: 0, calls: 0, words } });
    const message = tx.create(Message, { ...said.message, runId: run.id, idempotencyKey: key });
    tx.persist(message);
    thread.title ??= titleFrom(text);
    thread.updatedAt = createdAt;
    const details = { threadId, runId: run.id };
    const entry = { userId, actor: actor.kind, action: 'message.sent' as const, resource: message.id, result: 'OK' };
    await this.audit.record(tx, { ...entry, apiKeyId, details });
    return run;
  }
}

/** The message that a key means, for 24 hours; after that the key is free again. */
const heldBy = async (tx: EntityManager, userId: string, idempotencyKey: string | null): Promise<Message | null> => {
  if (idempotencyKey === null) return null;
  const old = { userId, idempotencyKey, createdAt: { $lt: new Date(Date.now() - KEY_MS) } };
  await tx.nativeUpdate(Message, old, { idempotencyKey: null });
  return tx.findOne(Message, { userId, idempotencyKey });
};

const sameRun = async (tx: EntityManager, before: Message, { threadId, text }: NewMessage): Promise<AgentRun> => {
  if (before.threadId !== threadId || before.text !== text)
    throw new DomainError(ErrorCode.CONFLICT, 'This `idempotencyKey` belongs to another message. Use a new one.');
  return tx.findOneOrFail(AgentRun, { id: before.runId! });
};

const assertFree = async (tx: EntityManager, { id, userId }: Thread, apiKeyId?: string): Promise<void> => {
  const status = { $in: [...OPEN_STATUSES] };
  // A person may speak while an approval waits, which stays as it is; a program waits for the person's decision.
  const inTheWay = apiKeyId === undefined ? { $in: WORKING } : status;
  if ((await tx.count(AgentRun, { threadId: id, status: inTheWay })) > 0)
    throw new DomainError(
      ErrorCode.CONFLICT,
      apiKeyId === undefined
        ? 'The agent still works on your last message here. Wait, or cancel its run.'
        : 'The agent still works here, or waits for an approval of its person. Wait, or cancel its run.',
    );
  const bounds = [
    { max: OPEN_RUNS.all, where: { userId, status } },
    ...(apiKeyId === undefined ? [] : [{ max: OPEN_RUNS.keys, where: { userId, status, apiKeyId: { $ne: null } } }]),
    ...(apiKeyId === undefined ? [] : [{ max: OPEN_RUNS.oneKey, where: { userId, status, apiKeyId } }]),
  ];
  for (const { max, where } of bounds)
    if ((await tx.count(AgentRun, where)) >= max)
      throw new DomainError(ErrorCode.CONFLICT, `The agent works on ${max} messages already. Wait or cancel one.`);
};
