import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/core';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  OperationTypeNode,
  type ParseOptions,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { ActorKind } from '../../kernel/actor.js';
import { badInput, DomainError, ErrorCode } from '../../kernel/errors.js';
import { asServer, onBehalfOf } from '../../stellar/networks/network-caller.js';
import type { Follow, RequestContext } from './context.js';
import { DocumentCache } from './document-cache.js';
import type { Door, DoorRequest } from './door.js';
import { ErrorFormatter, type Log } from './error-formatter.js';
import { EventStream } from './event-stream.js';
import { lanesOf } from './limits/network-lanes.js';
import type { Pace } from './limits/pace.js';
import { QueryCost } from './limits/query-cost.js';
import { parseOptionsFor, QUERY_LIMITS, type QueryLimits, queryLimitsRule, tooMuch } from './limits/query-limits.js';
import { storableLiteralsRule, unstorableVariable } from './scalars/storable-text.js';
import { STOPS } from './schema-rules.js';
import { subscriptionRootRule } from './subscription-root.js';

/** Who calls, by any transport. */
export type Caller = Pick<RequestContext, 'actor' | 'ip' | 'stillValid' | 'userAgent' | 'setSessionCookie'> & {
  requestId?: string;
  signal?: AbortSignal;
};

export type GraphQLOperation = {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
};

/** An answer as it is sent: its errors are formatted, and nothing unformatted can leave. */
export type GraphQLAnswer = FormattedExecutionResult<Record<string, unknown>>;

export type DoorParts = {
  schema: GraphQLSchema;
  em: EntityManager;
  log: Log;
  follow?: Follow;
  limits?: QueryLimits;
  /** How fast callers from outside are served; without one, as fast as they ask. */
  pace?: Pace;
};

const MAX_ERRORS = { maxErrors: 5 };
/** What a page costs is mostly what it might hold at most; a plain one is a few points of pace. */
const COST_OF_A_POINT = 500;

/** The one pipeline: parse, validate, limits, guards, execute. HTTP, sockets, the agent: everybody comes through here. */
export class GraphQLDoor implements Door {
  readonly schema: GraphQLSchema;
  /** For a transport that parses by itself. */
  readonly parseOptions: ParseOptions;
  private readonly rules: ValidationRule[];
  private readonly em: EntityManager;
  private readonly limits: QueryLimits;
  private readonly follow: Follow;
  private readonly pace: Pace | undefined;
  private readonly errors: ErrorFormatter;
  private readonly valid = new DocumentCache();
  private readonly validDocuments = new WeakSet<DocumentNode>();

  constructor({ schema, em, log, follow = noStreams, limits = QUERY_LIMITS, pace }: DoorParts) {
    this.pace = pace;
    this.schema = schema;
    this.em = em;
    this.limits = limits;
    this.follow = follow;
    this.errors = new ErrorFormatter(log);
    this.parseOptions = parseOptionsFor(limits);
    this.rules = [queryLimitsRule(limits), storableLiteralsRule, subscriptionRootRule];
  }

  /** Parses and validates a text, or says what is wrong with it. */
  prepare(source: string): { document: DocumentNode } | { errors: readonly GraphQLError[] } {
    const known = this.valid.get(source);
    if (known) return { document: known };
    try {
      const document = parse(source, this.parseOptions);
      const errors = this.validate(document);
      if (errors.length > 0) return { errors };
      this.valid.set(source, document);
      return { document };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
  }

  /** For callers inside the process, with the actor they act for. */
  async execute({
    actor,
    ip = 'in-process',
    ...operation
  }: DoorRequest): Promise<ExecutionResult<Record<string, unknown>>> {
    return (await this.perform(operation, { actor, ip })) as ExecutionResult<Record<string, unknown>>;
  }

  /** Runs one query or mutation for a caller from outside, at their pace. */
  run(operation: GraphQLOperation, caller: Caller): Promise<GraphQLAnswer> {
    return this.perform(operation, caller, this.pace);
  }

  private async perform(operation: GraphQLOperation, caller: Caller, pace?: Pace): Promise<GraphQLAnswer> {
    const context = this.contextFor(caller);
    try {
      const faults = this.faultsOf(operation, [OperationTypeNode.QUERY, OperationTypeNode.MUTATION]);
      if (faults.length > 0) return this.refuse(faults, context.requestId);
      const isStop = stops(operation);
      await pace?.wait(isStop ? `stop of ${pacedAs(caller)}` : pacedAs(caller), this.points(operation), isStop);
      const work = () => execute(this.executionArgs(operation, context));
      return this.answer(await within(caller, work), context.requestId);
    } catch (error) {
      return this.refuse([error], context.requestId);
    }
  }

  /** Follows one subscription. Each event gets a context and an EntityManager of its own. */
  async subscribe(
    operation: GraphQLOperation,
    caller: Caller,
  ): Promise<AsyncGenerator<GraphQLAnswer, void, void> | GraphQLAnswer> {
    const abort = new AbortController();
    const follower = { ...caller, signal: AbortSignal.any([abort.signal, ...(caller.signal ? [caller.signal] : [])]) };
    caller.signal?.addEventListener('abort', () => abort.abort(), { once: true, signal: abort.signal });
    const context = this.contextFor(follower);
    try {
      const faults = this.faultsOf(operation, [OperationTypeNode.SUBSCRIPTION]);
      if (faults.length > 0) return this.refuse(faults, context.requestId);
      await this.pace?.wait(pacedAs(caller), this.points(operation));
      const source = await within(caller, () => createSourceEventStream(this.executionArgs(operation, context)));
      if (!(Symbol.asyncIterator in source)) return this.answer(source, context.requestId);
      return new EventStream({
        source,
        abort,
        answer: (event) => this.answerEvent(operation, follower, event),
        failure: (error) => this.refuse([error], context.requestId) as ExecutionResult,
      }) as AsyncGenerator<GraphQLAnswer, void, void>;
    } catch (error) {
      return this.refuse([error], context.requestId);
    }
  }

  /** Everything that leaves as an error is written by this. */
  format(error: unknown, requestId?: string): GraphQLFormattedError {
    return this.errors.format(error, requestId);
  }

  refuse(errors: readonly unknown[], requestId?: string): GraphQLAnswer {
    return { errors: errors.map((error) => this.format(error, requestId)) };
  }

  // A document is looked at once, whichever transport parsed it.
  private validate(document: DocumentNode): readonly GraphQLError[] {
    if (this.validDocuments.has(document)) return [];
    // Ours first: a document that is too large must not reach the rules that compare its fields pairwise.
    const shape = validate(this.schema, document, this.rules, MAX_ERRORS);
    const errors = shape.length > 0 ? shape : validate(this.schema, document, specifiedRules, MAX_ERRORS);
    if (errors.length === 0) this.validDocuments.add(document);
    return errors;
  }

  private async answerEvent(operation: GraphQLOperation, caller: Caller, event: unknown): Promise<ExecutionResult> {
    if (caller.stillValid && !(await caller.stillValid()))
      throw new DomainError(ErrorCode.UNAUTHENTICATED, 'The session has ended. Sign in again.');
    const context = this.contextFor(caller);
    const args = { ...this.executionArgs(operation, context), rootValue: event };
    const result = await within(caller, () => execute(args));
    return this.answer(result, context.requestId) as ExecutionResult;
  }

  /** Why an operation must not run: its document, its kind, or its cost. */
  private faultsOf(operation: GraphQLOperation, kinds: OperationTypeNode[]): readonly Error[] {
    const invalid = this.validate(operation.document);
    if (invalid.length > 0) return invalid;
    const node = getOperationAST(operation.document, operation.operationName);
    if (!node) return [badInput('Name one operation of the document in `operationName`.')];
    if (!kinds.includes(node.operation)) return [badInput(wrongTransport(node.operation))];
    const unstorable = unstorableVariable(operation.variables ?? {});
    if (unstorable) return [unstorable];
    return this.cost(operation) > this.limits.cost ? [tooMuch('cost', this.limits.cost)] : [];
  }

  private cost({ document, operationName, variables }: GraphQLOperation): number {
    const node = getOperationAST(document, operationName);
    return node ? new QueryCost(this.schema, document, node, variables ?? {}).of(node) : 0;
  }

  private points(operation: GraphQLOperation): number {
    return 1 + this.cost(operation) / COST_OF_A_POINT;
  }

  private executionArgs({ document, operationName, variables }: GraphQLOperation, contextValue: RequestContext) {
    return {
      schema: this.schema,
      document,
      contextValue,
      operationName: operationName ?? null,
      variableValues: variables ?? {},
    };
  }

  private contextFor({
    requestId = randomUUID(),
    signal = new AbortController().signal,
    ...caller
  }: Caller): RequestContext {
    const follow = (stream: string, after: number) => this.follow(stream, after, signal);
    return { ...caller, requestId, signal, follow, em: this.em.fork(), guarded: new Map() };
  }

  private answer({ errors, ...result }: ExecutionResult, requestId: string): GraphQLAnswer {
    return {
      ...(result as GraphQLAnswer),
      ...(errors && { errors: errors.map((error) => this.format(error, requestId)) }),
    };
  }
}

/** Programs wait for themselves, and never make their person wait. */
const pacedAs = (caller: Caller): string => lanesOf(caller).at(-1)!.name;

/** Whoever stops something does not wait behind what somebody else asks without end in their name, and is never refused. */
const stops = ({ document, operationName }: GraphQLOperation): boolean => {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return selections.length === 1 && selections.every((one) => one.kind === Kind.FIELD && STOPS.has(one.name.value));
};

/** Whatever the fields of an operation ask of a network is the caller's, also where the field does not say so. */
const within = <T>(caller: Caller, work: () => T): T =>
  caller.actor?.kind === ActorKind.SERVER ? asServer(work) : onBehalfOf({ lanes: lanesOf(caller), field: null }, work);

const noStreams: Follow = () => {
  throw new Error('This door was given no outbox to follow.');
};

const wrongTransport = (kind: OperationTypeNode): string =>
  kind === OperationTypeNode.SUBSCRIPTION
    ? 'A subscription runs over a WebSocket (graphql-transport-ws), not over a single request.'
    : `A ${kind} cannot be subscribed to.`;
