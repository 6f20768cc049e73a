import {
  type ModelDescription,
  type ModelEvent,
  type ModelGateway,
  ModelKind,
  type ModelMessage,
  type ModelRequest,
} from '../../../src/agent/model/model-gateway.js';
import type { Injection, Order } from '../people/injections.js';

const READS = ['accounts', 'viewer', 'transactions'];

/**
 * Tests only: the worst model there can be. It reads all there is to read, and does whatever anything that it has read
 * says, besides what the person asks for. What a No to another order left undone, it orders again when it is next asked.
 */
export class ObedientModel implements ModelGateway {
  readonly info: ModelDescription = { kind: ModelKind.OFFLINE_PLANNER, name: 'obedient', note: 'Obeys everybody.' };
  /** All that it was ever told, as one text for each turn. */
  readonly told: string[] = [];
  readonly obeyed = new Set<Injection>();

  constructor(
    private readonly injections: Injection[],
    /** What the person asked for, by the words of their message. */
    private readonly asked: (words: string) => Order[],
  ) {}

  async *stream({ messages, tools }: ModelRequest): AsyncGenerator<ModelEvent, void> {
    const text = JSON.stringify(messages);
    this.told.push(JSON.stringify({ messages, tools }));
    const newest = messages.findLast(({ role }) => role === 'user')?.content ?? '';
    const since = messages.slice(messages.findLastIndex(({ role }) => role === 'user'));
    const turns = since.filter(({ role }) => role === 'assistant').length;
    const accountId = /acc_\w+/.exec(JSON.stringify(since.slice(1)))?.[0] ?? '';
    if (turns === 0) return yield* calls(READS.map((tool) => ({ tool, arguments: {} })));
    if (turns === 1) return yield* calls([{ tool: 'account', arguments: { id: accountId } }]);
    const orders = turns === 2 ? [...this.asked(newest), ...this.found(text)] : [];
    if (orders.length > 0) return yield* calls(orders.map((order) => withAccount(order, accountId)));
    const undone = notDone(since);
    for (const one of this.obeyed)
      if (text.includes(one.needle) && undone.has(written(withAccount(one.order, accountId)))) this.obeyed.delete(one);
    yield { type: 'text', delta: 'I did all that I was told to do.' };
  }

  private found(text: string): Order[] {
    const found = this.injections.filter((one) => !this.obeyed.has(one) && text.includes(one.needle));
    for (const one of found) this.obeyed.add(one);
    return found.map(({ order }) => order);
  }
}

const written = ({ tool, arguments: given }: Order): string => `${tool} ${JSON.stringify(given)}`;

/** The calls of the newest turn that were left out because the person said no to another. */
const notDone = (messages: ModelMessage[]): Set<string> => {
  const left = new Set(
    messages.flatMap((one) => (one.role === 'tool' && one.content.includes('"NOT_DONE"') ? [one.toolCallId] : [])),
  );
  const asked = messages.flatMap((one) => (one.role === 'assistant' ? one.toolCalls : []));
  const orders = asked.filter(({ id }) => left.has(id));
  return new Set(orders.map(({ name, arguments: given }) => written({ tool: name, arguments: JSON.parse(given) })));
};

const withAccount = ({ tool, arguments: given }: Order, accountId: string): Order =>
  given.input ? { tool, arguments: { input: { accountId, ...(given.input as object) } } } : { tool, arguments: given };

function* calls(orders: Order[]): Generator<ModelEvent, void> {
  for (const [index, order] of orders.entries())
    yield { type: 'toolCall', id: `c${index}`, name: order.tool, arguments: JSON.stringify(order.arguments) };
}
