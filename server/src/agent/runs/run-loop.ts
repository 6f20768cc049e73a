import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { storable } from '../../platform/db/storable.js';
import type { ModelGateway, ModelToolCall } from '../model/model-gateway.js';
import { refusalOfOthers, unanswered, withWords } from './after-a-stop.js';
import { type Bounds, readTurn } from './model-turn.js';
import type { AgentRun } from './run.entity.js';
import type { RunChange, RunJournal } from './run-journal.js';
import { RunStatus, StepKind } from './run-status.js';
import type { ToolCatalogue } from './tool-catalogue.js';
import { isTold, parseArguments, type ToolOutcome, type ToolRunner } from './tool-runner.js';

export type LoopParts = {
  journal: RunJournal;
  model: ModelGateway;
  tools: ToolCatalogue;
  runner: ToolRunner;
  bounds: Bounds;
  /** Whether the key that told the agent to has ended. */
  isKeyOver: (run: { userId: string; apiKeyId: string }) => Promise<boolean>;
};

/**
 * Model, tools, model, until the answer. All it knows is in the stored run, so it can stop after any save and go on
 * in another process.
 */
export class RunLoop {
  constructor(private readonly parts: LoopParts) {}

  /** Returns when the run has ended or waits for a transaction. */
  async run(run: AgentRun, signal: AbortSignal): Promise<void> {
    let goesOn = true;
    while (goesOn) {
      signal.throwIfAborted();
      await this.assertKey(run);
      const calls = unanswered(run.state.messages);
      goesOn = calls.length > 0 ? await this.work(run, calls, signal) : await this.askModel(run, signal);
    }
  }

  // What is proposed already comes to its end, and its outcome is still told.
  private async assertKey(run: AgentRun): Promise<void> {
    if (run.pendingTransactionId === null && (await this.isOver(run)))
      throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The API key that asked for this has ended. The agent stops.');
  }

  private async isOver({ userId, apiKeyId }: AgentRun): Promise<boolean> {
    return apiKeyId != null && this.parts.isKeyOver({ userId, apiKeyId });
  }

  private async askModel(run: AgentRun, signal: AbortSignal): Promise<boolean> {
    const { bounds, journal } = this.parts;
    if (run.state.turns >= bounds.turns) throw outOfBounds(`${bounds.turns} turns`);
    const { text, calls } = await readTurn(this.parts, run, signal);
    const state = {
      ...run.state,
      messages: [...run.state.messages, { role: 'assistant' as const, content: text, toolCalls: calls }],
      turns: run.state.turns + 1,
      calls: run.state.calls + calls.length,
    };
    if (state.calls > bounds.calls) throw outOfBounds(`${bounds.calls} tool calls`);
    if (calls.length > 0) {
      const steps = calls.map((call) => ({ kind: StepKind.TOOL_CALL, tool: told(call) }));
      await journal.save(run, { state }, steps);
      return true;
    }
    if (!text.trim()) throw new DomainError(ErrorCode.MODEL_UNAVAILABLE, 'The model gave no answer. Send it again.');
    const steps = [{ kind: StepKind.ANSWER, text }, { kind: StepKind.ENDED }];
    await journal.save(run, { state, status: RunStatus.COMPLETED }, steps, text);
    return false;
  }

  /** Approvals of one turn wait side by side; what is on its way already is waited for before more is proposed. */
  private async work(run: AgentRun, calls: ModelToolCall[], signal: AbortSignal): Promise<boolean> {
    const waiting = waitingOf(run, calls);
    const statuses: string[] = [];
    for (const call of calls.filter(({ id }) => waiting[id])) {
      const outcome = await untilAborted(this.parts.runner.readTransaction(waiting[call.id]!, run), signal);
      if (!outcome.transaction || isTold(outcome.transaction)) return this.answer(run, call, outcome);
      statuses.push(outcome.transaction.status);
    }
    const next = calls.find(({ id }) => !waiting[id]);
    if (next && statuses.every((status) => status === ASKS) && !(await this.isOver(run)))
      return this.callTool(run, next, signal);
    const status = statuses.includes(ASKS) ? RunStatus.WAITING_FOR_APPROVAL : RunStatus.RUNNING;
    if (run.status !== status) await this.parts.journal.save(run, { status }, []);
    return false;
  }

  private async callTool(run: AgentRun, call: ModelToolCall, signal: AbortSignal): Promise<boolean> {
    const outcome = await untilAborted(this.parts.runner.run(call, run), signal);
    if (!outcome.transaction || isTold(outcome.transaction)) return this.answer(run, call, outcome);
    await this.wait(run, call, outcome.transaction);
    return true;
  }

  private async answer(run: AgentRun, call: ModelToolCall, outcome: ToolOutcome): Promise<boolean> {
    // All in one commit: whatever dies after a No, none of the rest is proposed.
    const answers = [{ call, outcome: withWords(outcome) }, ...this.othersAfter(run, call, outcome)];
    const waiting = waitingOf(run, unanswered(run.state.messages));
    for (const { call } of answers) delete waiting[call.id];
    const state = { ...run.state, messages: [...run.state.messages, ...answers.map(toMessage)], waiting };
    const [pendingTransactionId = null] = Object.values(waiting);
    const status = pendingTransactionId === null ? RunStatus.RUNNING : run.status;
    const change = { state, status, pendingTransactionId };
    await this.parts.journal.save(run, change, answers.map(toStep));
    return true;
  }

  /** The person said no, or nobody said anything: what else this turn wanted to propose is planned again. */
  private othersAfter(run: AgentRun, { id }: ModelToolCall, outcome: ToolOutcome): Answered[] {
    const refusal = refusalOfOthers(outcome);
    if (!refusal) return [];
    const calls = unanswered(run.state.messages);
    const waiting = waitingOf(run, calls);
    const others = calls.filter((call) => call.id !== id && !waiting[call.id]);
    const proposing = others.filter(({ name }) => this.parts.tools.find(name)?.proposes);
    return proposing.map((call) => ({ call, outcome: refusal }));
  }

  private async wait(
    run: AgentRun,
    call: ModelToolCall,
    { id, status }: { id: string; status: string },
  ): Promise<void> {
    const asks = status === ASKS;
    const waiting = { ...waitingOf(run, unanswered(run.state.messages)), [call.id]: id };
    const change: RunChange = {
      state: { ...run.state, waiting },
      pendingTransactionId: id,
      // Between two approvals of one turn it waits already: whatever dies now, the first can be decided.
      status:
        asks || run.status === RunStatus.WAITING_FOR_APPROVAL ? RunStatus.WAITING_FOR_APPROVAL : RunStatus.RUNNING,
    };
    const step = { kind: StepKind.WAITING_FOR_APPROVAL, tool: told(call), transactionId: id };
    await this.parts.journal.save(run, change, asks ? [step] : []);
  }
}

const ASKS = 'AWAITING_APPROVAL';

/** The transactions that unanswered calls wait for. A run of an earlier version knows only that of its first call. */
const waitingOf = ({ state, pendingTransactionId }: AgentRun, [first]: ModelToolCall[]): Record<string, string> => {
  if (state.waiting) return { ...state.waiting };
  return first && pendingTransactionId ? { [first.id]: pendingTransactionId } : {};
};

const outOfBounds = (limit: string): DomainError =>
  new DomainError(ErrorCode.RATE_LIMITED, `The agent stopped at its limit of ${limit}. Ask again in smaller steps.`);

// Escaped in JSON a text can hold what no table can; the door refuses it, and what is told of it can be kept.
const told = ({ id, name, arguments: text }: ModelToolCall) => ({
  id,
  name,
  arguments: storable(parseArguments(text) ?? {}),
});

type Answered = { call: ModelToolCall; outcome: ToolOutcome };

const toMessage = ({ call, outcome: { ok, result } }: Answered) => ({
  role: 'tool' as const,
  toolCallId: call.id,
  content: JSON.stringify({ ok, ...storable(result) }),
});

const toStep = ({ call, outcome: { ok, result, transaction } }: Answered) => ({
  kind: StepKind.TOOL_RESULT,
  tool: { ...told(call), ok, result: storable(result) },
  ...(transaction && { transactionId: transaction.id }),
});

/** What was asked goes on to its end; only nobody waits for it any more. */
const untilAborted = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return Promise.race([promise, work]).finally(() => signal.removeEventListener('abort', stop));
};
