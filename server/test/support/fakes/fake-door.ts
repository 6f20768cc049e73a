import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import { DomainError, ErrorCode } from '../../../src/kernel/errors.js';
import type { Door, DoorRequest } from '../../../src/platform/graphql/door.js';

export type FakeTransaction = { id: string; status: string; key: string; reason: string | null; amount: string };
type Answer = (request: DoorRequest) => unknown;

/** A door with a memory: it proposes payments as the real one does, once for each idempotency key. */
export class FakeDoor implements Door {
  readonly requests: DoorRequest[] = [];
  readonly transactions: FakeTransaction[] = [];
  /** What further operations answer. */
  readonly answers: Record<string, Answer> = {};
  /** The state a new proposal gets. */
  proposes = 'CONFIRMED';
  /** Called after a proposal is stored and before its answer: where a crash would hurt. */
  beforeAnswer: () => void = () => {};

  async execute(request: DoorRequest): Promise<ExecutionResult<Record<string, unknown>>> {
    this.requests.push(request);
    const name = request.operationName!;
    try {
      return { data: { [name]: await this.answer(name, request) } };
    } catch (error) {
      const code = error instanceof DomainError ? error.code : ErrorCode.INTERNAL;
      return { data: null, errors: [new GraphQLError((error as Error).message, { extensions: { code } })] };
    }
  }

  named(name: string): DoorRequest[] {
    return this.requests.filter((request) => request.operationName === name);
  }

  private answer(name: string, request: DoorRequest): unknown {
    const own = this.answers[name];
    if (own) return own(request);
    if (name === 'proposePayment') return this.propose(request.variables!.input as Record<string, string>);
    if (name === 'transaction') return this.read(request.variables!.id as string);
    throw new Error(`The fake door has no answer to ${name}.`);
  }

  private propose(input: Record<string, string>): unknown {
    const key = input.idempotencyKey!;
    let transaction = this.transactions.find((other) => other.key === key);
    if (!transaction) {
      const id = `txn_${String(this.transactions.length + 1).padStart(26, '0')}`;
      transaction = { id, status: this.proposes, key, reason: null, amount: input.amount! };
      this.transactions.push(transaction);
    }
    this.beforeAnswer();
    return this.read(transaction.id);
  }

  private read(id: string): unknown {
    const found = this.transactions.find((transaction) => transaction.id === id);
    if (!found) throw new DomainError(ErrorCode.NOT_FOUND, 'No such transaction.');
    const { status, reason, amount } = found;
    return { id, status, summary: `Send ${amount} XLM`, approval: { reason }, hash: null, failure: null };
  }
}
