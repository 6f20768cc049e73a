import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Transaction } from '../../money/proposals/transaction.entity.js';
import { TransactionType } from '../../money/proposals/transaction.type.js';
import { type Connection, paginate } from '../../platform/graphql/connection.js';
import type { RequestContext } from '../../platform/graphql/context.js';
import { AgentRunType } from '../runs/agent-run.type.js';
import { AgentStepType } from '../runs/agent-step.type.js';
import { AgentRun } from '../runs/run.entity.js';
import { MessageConnection, MessageType, ThreadType } from './chat.types.js';
import { Message, Thread } from './thread.entity.js';

const RUNS_MAX = 100;

@Resolver(() => ThreadType)
export class ThreadFieldsResolver {
  @FieldResolver(() => String, { description: 'What it is about.' })
  title(@Root() { title }: Thread): string {
    return title ?? 'New conversation';
  }

  @FieldResolver(() => MessageConnection, { description: 'What was said, oldest first.' })
  messages(
    @Root() { id }: Thread,
    @Ctx() { em }: RequestContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<Message>> {
    return paginate(em, Message, { threadId: id }, { first: first ?? undefined, after, order: 'asc' });
  }

  @FieldResolver(() => [AgentRunType], { description: `The newest ${RUNS_MAX} runs, oldest first.` })
  async runs(@Root() { id }: Thread, @Ctx() { em }: RequestContext): Promise<AgentRun[]> {
    return (await em.find(AgentRun, { threadId: id }, { orderBy: { id: 'desc' }, limit: RUNS_MAX })).reverse();
  }
}

@Resolver(() => MessageType)
export class MessageFieldsResolver {
  @FieldResolver(() => AgentRunType, { nullable: true, description: 'The run that this started or that said this.' })
  async run(@Root() { runId }: Message, @Ctx() { em }: RequestContext): Promise<AgentRun | null> {
    return runId ? em.findOne(AgentRun, { id: runId }) : null;
  }
}

@Resolver(() => AgentRunType)
export class RunThreadResolver {
  @FieldResolver(() => ThreadType, { description: 'The conversation it belongs to.' })
  thread(@Root() { threadId }: AgentRun, @Ctx() { em }: RequestContext): Promise<Thread> {
    return em.findOneOrFail(Thread, { id: threadId });
  }
}

@Resolver(() => AgentStepType)
export class StepTransactionResolver {
  @FieldResolver(() => TransactionType, { nullable: true, description: 'The transaction this step is about.' })
  async transaction(
    @Root() { transactionId }: AgentStepType,
    @Ctx() context: RequestContext,
  ): Promise<Transaction | null> {
    const userId = context.actor?.userId;
    return transactionId && userId ? context.em.findOne(Transaction, { id: transactionId, userId }) : null;
  }
}
