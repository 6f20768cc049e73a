import { type ExecutionResult, getVariableValues } from 'graphql';
import { agentActor } from '../../kernel/actor.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import type { Door } from '../../platform/graphql/door.js';
import { type Seals, sealedOrNull } from '../../vault/contract/seals.js';
import type { ModelToolCall } from '../model/model-gateway.js';
import { IDEMPOTENCY_KEY } from './json-schema.js';
import { type AgentRun, runRecord } from './run.entity.js';
import type { Tool, ToolCatalogue } from './tool-catalogue.js';

type Followed = { id: string; status: string; mayApplyUntil?: string };
export type ToolOutcome = {
  ok: boolean;
  result: Record<string, unknown>;
  transaction?: Followed;
};
export type CallingRun = Pick<AgentRun, 'id' | 'userId' | 'threadId' | 'instruction' | 'state' | 'apiKeyId' | 'mac'>;

const RESULT_MAX = 12_000;
const FINAL = new Set(['CONFIRMED', 'FAILED', 'DENIED', 'REJECTED', 'EXPIRED', 'SUPERSEDED']);

/** How long past its end a run waits for what the ledger has not decided; then the model is told that nobody knows. */
const UNDECIDED_MS = 2 * MINUTE_MS;

/** What a run need not wait for any longer. */
export const isTold = ({ status, mayApplyUntil }: Followed, now = Date.now()): boolean =>
  FINAL.has(status) ||
  (status === 'UNKNOWN' && mayApplyUntil !== undefined && now > Date.parse(mayApplyUntil) + UNDECIDED_MS);

/** Runs what the model asked for through the door, and turns every refusal into a result that it can read. */
export class ToolRunner {
  constructor(
    private readonly tools: ToolCatalogue,
    private readonly door: Door,
    private readonly seals: Pick<Seals, 'checkSeals'>,
  ) {}

  async run(call: ModelToolCall, caller: CallingRun): Promise<ToolOutcome> {
    const tool = this.tools.find(call.name);
    if (!tool) return refusal(ErrorCode.BAD_USER_INPUT, `There is no tool named ${call.name.slice(0, 60)}.`);
    const given = parseArguments(call.arguments);
    if (!given) return refusal(ErrorCode.BAD_USER_INPUT, 'The arguments are not a JSON object. Write them again.');
    const variables = withKey(tool, withoutKeys(given) as Record<string, unknown>, `${caller.id}:${call.id}`);
    const problem = this.check(tool, variables);
    if (problem) return refusal(ErrorCode.BAD_USER_INPUT, problem);
    return toOutcome(tool, await this.execute(tool, variables, caller));
  }

  /** Where a proposed transaction stands now, in the same words as the `transaction` tool. */
  async readTransaction(id: string, caller: CallingRun): Promise<ToolOutcome> {
    const tool = this.tools.get('transaction');
    return toOutcome({ ...tool, proposes: true }, await this.execute(tool, { id }, caller));
  }

  private async execute(tool: Tool, variables: Record<string, unknown>, caller: CallingRun): Promise<ExecutionResult> {
    const { id: runId, userId, threadId, apiKeyId } = caller;
    const told = { runId, threadId, ...(await this.saidTo(caller)), ...(apiKeyId && { apiKeyId }) };
    const actor = agentActor(userId, told);
    return this.door.execute({ document: tool.document, operationName: tool.name, variables, actor });
  }

  /** Whoever writes the table must not put words into a person's mouth: what is not as it was sent was said by nobody. */
  private async saidTo(caller: CallingRun): Promise<{ instruction?: string; words: readonly string[] }> {
    const isAsSent = await sealedOrNull(this.seals, caller, runRecord);
    return isAsSent ? { instruction: caller.instruction, words: caller.state.words ?? [] } : { words: [] };
  }

  private check(tool: Tool, variables: Record<string, unknown>): string | undefined {
    const definitions = tool.operation.variableDefinitions ?? [];
    const unknown = Object.keys(variables).find((name) => !definitions.some((d) => d.variable.name.value === name));
    if (unknown !== undefined) return `${tool.name} takes no argument "${unknown.slice(0, 60)}".`;
    return getVariableValues(this.tools.schema, definitions, variables, { maxErrors: 1 }).errors?.[0]?.message;
  }
}

/** The arguments as an object, or null when the model wrote something else. No arguments at all is an empty object. */
export const parseArguments = (text: string): Record<string, unknown> | null => {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null; // Not JSON: the model is told so.
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// The model has no say in what counts as the same call.
const withoutKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => name !== IDEMPOTENCY_KEY);
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutKeys(item)]));
};

const withKey = (tool: Tool, variables: Record<string, unknown>, key: string): Record<string, unknown> => ({
  ...variables,
  ...Object.fromEntries(
    tool.keyed.flatMap((name) => {
      const input = variables[name];
      return isObject(input) ? [[name, { ...input, [IDEMPOTENCY_KEY]: key }]] : [];
    }),
  ),
});

const refusal = (code: string, message: string): ToolOutcome => ({ ok: false, result: { code, message } });

const toOutcome = (tool: Tool, { data, errors }: ExecutionResult): ToolOutcome => {
  const value = data?.[tool.name];
  // Data counts even beside an error in a part of it: a proposal that was made must not be taken for one that was not.
  if (value === null || value === undefined) {
    const [error] = errors ?? [];
    if (error) return toRefusal(error.extensions?.code, error.message);
  }
  const outcome = { ok: true, result: bounded({ [tool.name]: value ?? null }) };
  return tool.proposes ? withTransaction(outcome, value) : outcome;
};

const toRefusal = (code: unknown, message: string): ToolOutcome => {
  if (typeof code === 'string' && code in ErrorCode && code !== ErrorCode.INTERNAL) return refusal(code, message);
  throw new DomainError(ErrorCode.INTERNAL, 'A tool failed for a reason of its own. The operator finds it in the log.');
};

const withTransaction = (outcome: ToolOutcome, value: unknown): ToolOutcome => {
  if (!isObject(value)) return outcome;
  const until = value.mayApplyUntil;
  const transaction = {
    id: String(value.id),
    status: String(value.status),
    ...(until != null && { mayApplyUntil: String(until) }),
  };
  return { ...outcome, ok: !FINAL.has(transaction.status) || transaction.status === 'CONFIRMED', transaction };
};

const bounded = (result: Record<string, unknown>): Record<string, unknown> => {
  const text = JSON.stringify(result);
  return text.length <= RESULT_MAX ? result : { truncated: true, text: text.slice(0, RESULT_MAX) };
};
