import { readFileSync } from 'node:fs';
import type { MikroORM } from '@mikro-orm/core';
import { buildSchema, parse } from 'graphql';
import { ChatResolver } from '../../../src/agent/chat/chat.resolver.js';
import {
  MessageFieldsResolver,
  RunThreadResolver,
  StepTransactionResolver,
  ThreadFieldsResolver,
} from '../../../src/agent/chat/chat-fields.resolver.js';
import { storeAnswer } from '../../../src/agent/chat/history.js';
import { MessagesService } from '../../../src/agent/chat/messages.service.js';
import { findMessageNode, findThreadNode, ownsThread } from '../../../src/agent/chat/ownership.js';
import { chatEntities } from '../../../src/agent/chat/thread.entity.js';
import { ThreadsService } from '../../../src/agent/chat/threads.service.js';
import type { ModelGateway } from '../../../src/agent/model/model-gateway.js';
import { DEFAULT_BOUNDS } from '../../../src/agent/runs/model-turn.js';
import { findRunNode, ownsRun } from '../../../src/agent/runs/ownership.js';
import { agentEntities } from '../../../src/agent/runs/run.entity.js';
import { RunResolver } from '../../../src/agent/runs/run.resolver.js';
import { RunJournal } from '../../../src/agent/runs/run-journal.js';
import { RunLoop } from '../../../src/agent/runs/run-loop.js';
import { RunWorker } from '../../../src/agent/runs/run-worker.js';
import { RunsService } from '../../../src/agent/runs/runs.service.js';
import { ToolCatalogue } from '../../../src/agent/runs/tool-catalogue.js';
import { ToolRunner } from '../../../src/agent/runs/tool-runner.js';
import { User, userEntities } from '../../../src/identity/records/user.entity.js';
import { type Actor, personActor } from '../../../src/kernel/actor.js';
import { newId } from '../../../src/kernel/ids.js';
import { transactionEntities } from '../../../src/money/proposals/transaction.entity.js';
import { auditEntities } from '../../../src/platform/audit/audit.entity.js';
import { AuditLog } from '../../../src/platform/audit/audit-log.js';
import { openDatabase } from '../../../src/platform/db/database.js';
import { Stream, StreamEvent } from '../../../src/platform/events/event.entity.js';
import { Events } from '../../../src/platform/events/events.js';
import { WakeUps } from '../../../src/platform/events/wake-ups.js';
import { OwnedKind } from '../../../src/platform/graphql/directives.js';
import { GraphQLDoor } from '../../../src/platform/graphql/graphql-door.js';
import { makeSchema } from '../../../src/platform/graphql/make-schema.js';
import { NodeResolver } from '../../../src/platform/graphql/node.resolver.js';
import { RateLimits } from '../../../src/platform/graphql/rate-limit.js';
import { FakeDoor } from '../fakes/fake-door.js';
import { MemoryLog } from './memory-log.js';
import { testDatabase } from './test-database.js';
import { makeVault } from './vault-case.js';

const committed = new URL('../../../../schema.graphql', import.meta.url);
const entities = [
  ...agentEntities,
  ...chatEntities,
  ...userEntities,
  ...transactionEntities,
  ...auditEntities,
  Stream,
  StreamEvent,
];

/** For what is said and what runs alike. */
const seals = makeVault();

export const openChatDatabase = async (): Promise<MikroORM> => openDatabase(await testDatabase(), entities);

export const addPerson = async (orm: MikroORM, name = 'Ada'): Promise<string> => {
  const em = orm.em.fork();
  const row = { name, demo: true, frozenAt: null, frozenReason: null, createdAt: new Date() };
  const user = em.create(User, { id: newId('usr'), ...row });
  await em.persist(user).flush();
  return user.id;
};

/** Tests only: chat and agent behind the real door; what the tools do is the fake door's. */
export const startChat = async (orm: MikroORM, model: ModelGateway, tools = new FakeDoor()) => {
  const [events, audit] = [new Events(orm.em, new WakeUps()), new AuditLog(orm.em)];
  const catalogue = new ToolCatalogue(buildSchema(readFileSync(committed, 'utf8')));
  const journal = new RunJournal(orm.em, events, storeAnswer);
  const runner = new ToolRunner(catalogue, tools, seals);
  const isKeyOver = async () => false;
  const loop = new RunLoop({ journal, model, tools: catalogue, runner, bounds: DEFAULT_BOUNDS, isKeyOver });
  const errors: unknown[] = [];
  const runs = new RunsService(journal, events);
  const onError = (error: unknown) => void errors.push(error);
  const worker = new RunWorker({ wakeUps: events.wakeUps, journal, loop, onError });
  const schema = chatSchema(orm, runs, audit);
  const follow = events.follow.bind(events);
  const door = new GraphQLDoor({ schema, em: orm.em, log: new MemoryLog(), follow });
  await worker.start();

  const call = async (actor: Actor | string, source: string, variables: Record<string, unknown> = {}) => {
    const caller = typeof actor === 'string' ? personActor(actor) : actor;
    return door.execute({ document: parse(source), variables, actor: caller });
  };
  const subscribe = (userId: string, source: string, variables: Record<string, unknown> = {}) =>
    door.subscribe({ document: parse(source), variables }, { actor: personActor(userId), ip: 'test' });
  return { runs, worker, audit, events, tools, schema, call, subscribe, errors };
};

export type ChatCase = Awaited<ReturnType<typeof startChat>>;

const chatSchema = (orm: MikroORM, runs: RunsService, audit: AuditLog) => {
  const finders = new Map([
    ['run', findRunNode],
    ['thr', findThreadNode],
    ['msg', findMessageNode],
  ]);
  const chat = new ChatResolver(
    new ThreadsService(orm.em, audit, runs),
    new MessagesService(orm.em, audit, runs, seals),
  );
  const instances = new Map<unknown, object>([
    [ChatResolver, chat],
    [RunResolver, new RunResolver(runs)],
    [NodeResolver, new NodeResolver(finders)],
    ...[ThreadFieldsResolver, MessageFieldsResolver, RunThreadResolver, StepTransactionResolver].map(
      (cls): [unknown, object] => [cls, new cls()],
    ),
  ]);
  return makeSchema({
    resolvers: [...instances.keys()] as [typeof ChatResolver],
    container: { get: (cls: unknown) => instances.get(cls) },
    guards: {
      owners: { [OwnedKind.THREAD]: ownsThread, [OwnedKind.RUN]: ownsRun },
      rateLimits: new RateLimits({ 'Mutation.sendMessage': { max: 30, window: '1m' } }),
    },
  });
};
