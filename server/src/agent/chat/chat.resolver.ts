import { Arg, Ctx, Directive, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { type Connection, paginate } from '../../platform/graphql/connection.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { AgentRunType } from '../runs/agent-run.type.js';
import type { AgentRun } from '../runs/run.entity.js';
import { RenameThreadInput, SendMessageInput, ThreadConnection, ThreadType } from './chat.types.js';
import type { MessagesService } from './messages.service.js';
import { Thread } from './thread.entity.js';
import type { ThreadsService } from './threads.service.js';

/** The conversations with the agent, and what is said in them. */
@Resolver(() => ThreadType)
export class ChatResolver {
  constructor(
    private readonly threadsService: ThreadsService,
    private readonly messages: MessagesService,
  ) {}

  @Directive('@auth(scope: READ)')
  @Query(() => ThreadConnection, { description: 'My conversations, newest first.' })
  threads(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<Thread>> {
    const where = { userId: actorOf(context).userId, deletedAt: null };
    return paginate(context.em, Thread, where, { first: first ?? undefined, after });
  }

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: THREAD)')
  @Query(() => ThreadType, { description: 'One conversation of mine.' })
  thread(@Ctx() { em }: RequestContext, @Arg('id', () => ID) id: string): Promise<Thread> {
    return em.findOneOrFail(Thread, { id });
  }

  @Directive('@auth(scope: CHAT, actors: [PERSON, API_KEY])')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => ThreadType, { description: 'Begin a conversation. Without a title the first message gives it one.' })
  createThread(
    @Ctx() context: RequestContext,
    @Arg('title', () => String, { nullable: true, description: '1 to 80 characters.' }) title: string | null,
  ): Promise<Thread> {
    return this.threadsService.create(actorOf(context), title);
  }

  @Directive('@auth(scope: CHAT, actors: [PERSON, API_KEY])')
  @Directive('@owner(of: THREAD, by: "input.id")')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => ThreadType, { description: 'Gives a conversation another title.' })
  renameThread(
    @Ctx() context: RequestContext,
    @Arg('input', () => RenameThreadInput) { id, title }: RenameThreadInput,
  ): Promise<Thread> {
    return this.threadsService.rename(actorOf(context), id, title);
  }

  @Directive('@auth(scope: CHAT, actors: [PERSON, API_KEY])')
  @Directive('@owner(of: THREAD)')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => Boolean, {
    description: 'Delete a conversation and cancel its runs. What they had proposed stays as it is.',
  })
  deleteThread(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<boolean> {
    return this.threadsService.delete(actorOf(context), id);
  }

  @Directive('@auth(scope: CHAT, actors: [PERSON, API_KEY])')
  @Directive('@owner(of: THREAD, by: "input.threadId")')
  @Directive('@rateLimit(max: 10, window: "1m")')
  @Mutation(() => AgentRunType, {
    description: 'Say something to the agent. It starts to work on it; follow it with `agentSteps`.',
  })
  sendMessage(
    @Ctx() context: RequestContext,
    @Arg('input', () => SendMessageInput) input: SendMessageInput,
  ): Promise<AgentRun> {
    return this.messages.send(actorOf(context), input);
  }

  @Directive('@auth(scope: CHAT, actors: [PERSON, API_KEY])')
  @Directive('@owner(of: RUN)')
  @Mutation(() => AgentRunType, {
    description: 'Stop a run. A transaction that it has proposed already is not cancelled by this: reject it instead.',
  })
  cancelRun(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<AgentRun> {
    return this.messages.cancelRun(actorOf(context), id);
  }
}
