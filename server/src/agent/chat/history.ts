import type { EntityManager } from '@mikro-orm/core';
import { DAY_MS } from '../../kernel/durations.js';
import { newId } from '../../kernel/ids.js';
import { Transaction } from '../../money/proposals/transaction.entity.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { onlySealed, type Seals } from '../../vault/contract/seals.js';
import type { ModelMessage } from '../model/model-gateway.js';
import { WAITS } from '../model/planner/facts.js';
import { AgentRun } from '../runs/run.entity.js';
import { RunStatus } from '../runs/run-status.js';
import { messageRecord } from './message-record.js';
import { MessageRole } from './message-role.js';
import { Message, Thread } from './thread.entity.js';

const MESSAGES_MAX = 20;
const CHARACTERS_MAX = 16_000;
const WORDS_MS = DAY_MS;

/** What was said before in a thread, as the model sees it: the newest that fit, oldest first. */
export const readHistory = async (tx: EntityManager, threadId: string): Promise<ModelMessage[]> => {
  const newest = await tx.find(Message, { threadId }, { orderBy: { id: 'desc' }, limit: MESSAGES_MAX });
  let room = CHARACTERS_MAX;
  const fitting = newest.filter(({ text }) => {
    room -= text.length;
    return room >= 0;
  });
  return fitting.reverse().map(toModelMessage);
};

/** What the person themself said there within the day before: no word of the agent, of a tool, or of a program. */
export const readWords = async (
  em: EntityManager,
  seals: Pick<Seals, 'checkSeals'>,
  { userId, threadId }: Pick<Message, 'userId' | 'threadId'>,
  now: Date,
): Promise<string[]> => {
  const since = new Date(now.getTime() - WORDS_MS);
  const said = { userId, threadId, role: MessageRole.USER, apiKeyId: null, createdAt: { $gt: since } };
  const rows = await em.find(Message, said, { orderBy: { id: 'desc' }, limit: MESSAGES_MAX });
  return (await onlySealed(seals, rows, messageRecord)).map(({ text }) => text);
};

const STOPPED: readonly RunStatus[] = [RunStatus.CANCELLED, RunStatus.FAILED];
const LISTED_MAX = 24;

/** Where the run before was stopped it has no answer in the thread: what it left behind is told instead. */
export const readStopped = async (tx: EntityManager, userId: string, threadId: string): Promise<ModelMessage[]> => {
  const run = await tx.findOne(AgentRun, { threadId }, { orderBy: { id: 'desc' }, refresh: true });
  if (!run || !STOPPED.includes(run.status)) return [];
  const rows = await tx.find(Transaction, { userId, runId: run.id }, { orderBy: { id: 'asc' }, limit: LISTED_MAX });
  const left = rows.map(({ id, summary, status }) => `- ${id}: ${summary}. ${MEANINGS[status] ?? status}.`);
  const lines = [
    `My run before this was ${run.status === RunStatus.CANCELLED ? 'stopped' : 'broken off'}, and I did nothing after that.`,
    ...(left.length > 0 ? ['What I had proposed stays as it is:', ...left] : ['I had proposed nothing.']),
  ];
  return [{ role: 'assistant', content: lines.join('\n'), toolCalls: [] }];
};

/** What waits for the person in this thread while they go on speaking. Its outcome is told to the run that proposed it. */
export const readWaiting = async (tx: EntityManager, userId: string, threadId: string): Promise<ModelMessage[]> => {
  const waiting = { threadId, status: RunStatus.WAITING_FOR_APPROVAL };
  const runs = await tx.find(AgentRun, waiting, { fields: ['id'], disableIdentityMap: true });
  if (runs.length === 0) return [];
  const asked = { userId, runId: { $in: runs.map(({ id }) => id) }, status: TransactionStatus.AWAITING_APPROVAL };
  const rows = await tx.find(Transaction, asked, { orderBy: { id: 'asc' }, limit: LISTED_MAX });
  if (rows.length === 0) return [];
  const lines = [
    `${WAITS}, and stays open whatever is said here.`,
    'Who wants it changed gets a new proposal with its id as `replaces`: only then can no more than one of them be approved.',
  ];
  const cards = rows.map(({ id, summary }) => `- ${id}: ${summary}.`);
  return [{ role: 'assistant', content: [...lines, ...cards].join('\n'), toolCalls: [] }];
};

const MEANINGS: Partial<Record<TransactionStatus, string>> = {
  AWAITING_APPROVAL: 'It still waits for the person to decide (AWAITING_APPROVAL)',
  APPROVED: 'It is allowed and about to be sent (APPROVED)',
  SIGNED: 'It is on its way (SIGNED)',
  SUBMITTED: 'It was sent, and the ledger has not answered yet (SUBMITTED)',
  UNKNOWN: 'It was sent, and its outcome is not known yet (UNKNOWN)',
  CONFIRMED: 'It is done (CONFIRMED)',
  EXPIRED: 'Nobody decided in time, so nothing was sent (EXPIRED)',
};

const toModelMessage = ({ role, text }: Message): ModelMessage =>
  role === MessageRole.USER ? { role: 'user', content: text } : { role: 'assistant', content: text, toolCalls: [] };

/** Puts the agent's answer into the thread, in the transaction that ends the run. */
export const storeAnswer = async (tx: EntityManager, run: AgentRun, text: string): Promise<void> => {
  const createdAt = new Date();
  const { userId, threadId, id: runId } = run;
  const from = { runId, role: MessageRole.ASSISTANT, apiKeyId: null };
  const said = { userId, threadId, ...from, text, idempotencyKey: null, mac: null, createdAt };
  tx.persist(tx.create(Message, { id: newId('msg'), ...said }));
  await tx.nativeUpdate(Thread, { id: threadId }, { updatedAt: createdAt });
};
