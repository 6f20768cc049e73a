import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIES } from './fault-proxy.js';

type Answer = { status: number; type: string; ledger: string | null; text: string };
/** What a node that fell behind answers: single transactions, accounts, or what an account has done. */
export type Behind = 'transactions' | 'accounts' | 'history';
type Row = { ledger: number };

/**
 * Several machines behind one address: `/ledgers` and whatever is sent come to one that is up to date, and the questions of
 * `behind` to others, which remember the ledger of `fallBehind` and show nothing after it.
 */
export class LaggingNodes {
  readonly behind = new Set<Behind>();
  /** Taken by the network, and the answer lost on the way back. */
  losesAnswers = false;
  /** Kept from the network. */
  takesNothing = false;
  /** Some gateway in front takes the header off that says at which ledger a node stands. */
  tellsLedger = true;
  private height = Number.POSITIVE_INFINITY;
  private readonly remembered = new Map<string, Answer>();
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch(() => response.destroy());
  });

  private constructor(private readonly target: string) {}

  static async start(target: string): Promise<LaggingNodes> {
    const nodes = new LaggingNodes(target);
    await new Promise<void>((resolve) => nodes.server.listen(0, '127.0.0.1', resolve));
    return nodes;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async fallBehind(addresses: string[], ...kinds: Behind[]): Promise<void> {
    const newest = await this.ask('GET', '/ledgers?order=desc&limit=1');
    const { _embedded } = JSON.parse(newest.text) as { _embedded: { records: { sequence: number }[] } };
    this.height = _embedded.records[0]!.sequence;
    for (const address of addresses)
      this.remembered.set(`/accounts/${address}`, await this.ask('GET', `/accounts/${address}`));
    for (const kind of kinds) this.behind.add(kind);
  }

  catchUp(): void {
    this.behind.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = 'GET', url = '/' } = request;
    if (method === 'POST' && this.takesNothing) return void response.destroy();
    const answer = method === 'POST' ? await this.ask(method, url, body) : await this.read(url);
    if (method === 'POST' && this.losesAnswers) return void response.destroy();
    const ledger = this.tellsLedger && answer.ledger !== null && { 'latest-ledger': answer.ledger };
    response.writeHead(answer.status, { 'content-type': answer.type, ...ledger });
    response.end(answer.text);
  }

  private async read(url: string): Promise<Answer> {
    const kind = kindOf(url);
    if (kind === null || !this.behind.has(kind)) return this.ask('GET', url);
    if (kind === 'accounts') return this.remembered.get(url) ?? this.ask('GET', url);
    const answer = await this.ask('GET', url);
    if (answer.status !== 200) return answer;
    const data = JSON.parse(answer.text) as Row & { _embedded?: { records: Row[] } };
    if (!data._embedded) return data.ledger > this.height ? this.missing() : answer;
    const records = data._embedded.records.filter(({ ledger }) => ledger <= this.height);
    return { ...answer, text: JSON.stringify({ ...data, _embedded: { records } }) };
  }

  private missing(): Answer {
    const { status, body } = LIES.notFound;
    return { status, type: 'application/problem+json', ledger: `${this.height}`, text: JSON.stringify(body) };
  }

  private async ask(method: string, url: string, body?: string): Promise<Answer> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${this.target}${url}`, { method, ...(body !== undefined && { body, headers }) });
    const [type, ledger] = ['content-type', 'latest-ledger'].map((name) => answer.headers.get(name));
    return { status: answer.status, type: type ?? 'text/plain', ledger: ledger ?? null, text: await answer.text() };
  }
}

const kindOf = (url: string): Behind | null => {
  const [, first, , second] = url.split(/[/?]/);
  if (first === 'transactions') return 'transactions';
  if (first !== 'accounts') return null;
  return second === undefined || second === '' ? 'accounts' : 'history';
};
