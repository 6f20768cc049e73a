import { defineEntity, p } from '@mikro-orm/core';
import type { ErrorCode } from '../../kernel/errors.js';
import { id, utc } from '../../platform/db/columns.js';
import type { ModelMessage } from '../model/model-gateway.js';
import type { RunStatus } from './run-status.js';

/** All a run needs to go on after a restart. The system prompt is not part of it, so that it is always the current one. */
export type RunState = {
  messages: ModelMessage[];
  turns: number;
  calls: number;
  /** By tool call, the proposed transaction whose outcome is its result. */
  waiting?: Record<string, string>;
  /** What the person said before in this thread, within the day: values that they named count as theirs. */
  words?: string[];
};
export type StoredRunError = { code: ErrorCode; message: string };

const schema = defineEntity({
  name: 'AgentRun',
  tableName: 'agent_runs',
  indexes: [{ properties: ['threadId'] }, { properties: ['status'] }, { properties: ['userId', 'status'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    threadId: id(),
    /** The key of the program that said it; null where a person did. */
    apiKeyId: id().nullable(),
    status: p.string().length(24).$type<RunStatus>(),
    instruction: p.text(),
    /** The vault's own word for whose words these are: see runRecord. */
    mac: p.string().length(64).nullable(),
    state: p.json<RunState>(),
    /** One of the proposed transactions that it waits for; null where it waits for none. */
    pendingTransactionId: id().nullable(),
    error: p.json<StoredRunError>().nullable(),
    /** Names the process that may write; a newer one takes it over and the older one stops at its next save. */
    lease: p.string().length(40).nullable(),
    createdAt: utc(),
    updatedAt: utc(),
  },
});

/** One answer of the agent to one message, with all its steps' state. */
export class AgentRun extends schema.class {}
schema.setClass(AgentRun);

/** What of a run the vault vouches for: who told the agent what. What the agent did since is no part of it. */
export const runRecord = (
  run: Pick<AgentRun, 'id' | 'userId' | 'threadId' | 'apiKeyId' | 'instruction' | 'state'>,
) => ({
  kind: 'run' as const,
  id: run.id,
  userId: run.userId,
  threadId: run.threadId,
  apiKeyId: run.apiKeyId ?? null,
  instruction: run.instruction,
  words: run.state.words ?? [],
});

export const agentEntities = [AgentRun];
