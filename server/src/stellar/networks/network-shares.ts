import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { type Lane, type NetworkCaller, networkCaller } from './network-caller.js';
import { type LaneLimits, NetworkLane } from './network-lane.js';

export type ShareLimits = Record<Lane['kind'], LaneLimits> & {
  /** Calls of all callers together that may be under way. What the server does by itself is not among them. */
  atOnce: number;
  /** How many calls of one lane may wait, and for how long. */
  waiting: number;
  waitMs: number;
};

export const SHARE_LIMITS: ShareLimits = {
  PERSON: { perMinute: 300, burst: 300, atOnce: 8 },
  KEYS: { perMinute: 225, burst: 225, atOnce: 6 },
  KEY: { perMinute: 150, burst: 150, atOnce: 4 },
  VISITORS: { perMinute: 60, burst: 60, atOnce: 8 },
  ADDRESS: { perMinute: 30, burst: 30, atOnce: 2 },
  atOnce: 64,
  waiting: 250,
  waitMs: 10_000,
};

export type ShareOptions = {
  limits?: Partial<ShareLimits>;
  now?: () => number;
  /** Told of each call by the field that asked; null: a field asks that does not say so. */
  onCall?: ((field: string | null) => void) | undefined;
};

type Turn = { lanes: NetworkLane[]; begin: () => void };

const LANES_MAX = 10_000;
const BUSY_SECONDS = 5;

/**
 * The one bound on what callers ask of a network. Each has a share of its own, turns go round from caller to caller, and
 * what the server does by itself (sending, following, recovering) never stands in the queue.
 */
export class NetworkShares {
  private readonly limits: ShareLimits;
  private readonly now: () => number;
  private readonly onCall: (field: string | null) => void;
  private readonly lanes = new Map<string, NetworkLane>();
  /** By the widest lane; whoever had a turn goes to the end. */
  private readonly queues = new Map<string, Turn[]>();
  /** Reads that wait for their turn, for whoever asks the same meanwhile. */
  private readonly alike = new Map<string, Promise<unknown>>();
  private underWay = 0;

  constructor({ limits = {}, now = Date.now, onCall = () => undefined }: ShareOptions = {}) {
    this.limits = { ...SHARE_LIMITS, ...limits };
    this.now = now;
    this.onCall = onCall;
  }

  /** Equal reads of one caller that have not been sent yet are one; `key` is null for what must not be merged. */
  ask<T>(key: string | null, work: () => Promise<T>): Promise<T> {
    const caller = networkCaller();
    if (!caller) return work();
    this.onCall(caller.field);
    if (key === null) return this.inTurn(caller, work);
    const whole = `${caller.lanes.map(({ name }) => name).join(' ')} ${key}`;
    const waiting = this.alike.get(whole) as Promise<T> | undefined;
    if (waiting) return waiting;
    // Sent is sent: an answer that is on its way already may be older than the question.
    const answer = this.inTurn(caller, () => {
      this.alike.delete(whole);
      return work();
    });
    this.alike.set(whole, answer);
    answer.catch(() => this.alike.get(whole) === answer && this.alike.delete(whole));
    return answer;
  }

  private async inTurn<T>(caller: NetworkCaller, work: () => Promise<T>): Promise<T> {
    const lanes = caller.lanes.map((lane) => this.lane(lane));
    this.pay(lanes);
    await this.turn(caller.lanes[0].name, lanes);
    try {
      return await work();
    } finally {
      this.leave(lanes);
    }
  }

  private pay(lanes: NetworkLane[]): void {
    const seconds = Math.max(...lanes.map((lane) => lane.secondsLeft()));
    if (seconds > 0) throw refusal('You have asked the network too often.', seconds);
    if (lanes.some(({ waiting }) => waiting >= this.limits.waiting))
      throw refusal('Too many of your questions wait for the network already.', BUSY_SECONDS);
    for (const lane of lanes) lane.take();
  }

  private async turn(name: string, lanes: NetworkLane[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const turn: Turn = { lanes, begin: resolve };
    const queue = this.queues.get(name) ?? [];
    queue.push(turn);
    this.queues.set(name, queue);
    for (const lane of lanes) lane.waiting += 1;
    const late = setTimeout(() => {
      this.drop(name, turn);
      reject(refusal('The network is slow, and your questions waited too long.', BUSY_SECONDS));
    }, this.limits.waitMs);
    this.next();
    await promise.finally(() => clearTimeout(late));
  }

  /** Gives out what is free, one to each in turn. */
  private next(): void {
    while (this.underWay < this.limits.atOnce) {
      const found = this.first();
      if (!found) return;
      const [name, turn] = found;
      this.drop(name, turn);
      const rest = this.queues.get(name);
      this.queues.delete(name);
      if (rest) this.queues.set(name, rest);
      this.underWay += 1;
      for (const lane of turn.lanes) lane.underWay += 1;
      turn.begin();
    }
  }

  /** Of whoever has the fewest calls under way; of those, who has waited longest for a turn. */
  private first(): [string, Turn] | null {
    let found: [string, Turn] | null = null;
    for (const [name, queue] of this.queues) {
      const turn = queue.find(({ lanes }) => !lanes.some(({ isFull }) => isFull));
      if (turn && (!found || turn.lanes[0]!.underWay < found[1].lanes[0]!.underWay)) found = [name, turn];
    }
    return found;
  }

  private drop(name: string, turn: Turn): void {
    const queue = this.queues.get(name) ?? [];
    queue.splice(queue.indexOf(turn), 1);
    if (queue.length === 0) this.queues.delete(name);
    for (const lane of turn.lanes) lane.waiting -= 1;
  }

  private leave(lanes: NetworkLane[]): void {
    this.underWay -= 1;
    for (const lane of lanes) lane.underWay -= 1;
    this.next();
  }

  private lane({ kind, name }: Lane): NetworkLane {
    const known = this.lanes.get(name);
    if (known) return known;
    if (this.lanes.size >= LANES_MAX) for (const [other, lane] of this.lanes) if (lane.isIdle) this.lanes.delete(other);
    const lane = new NetworkLane(this.limits[kind], this.now);
    this.lanes.set(name, lane);
    return lane;
  }
}

const refusal = (why: string, seconds: number): DomainError =>
  new DomainError(ErrorCode.RATE_LIMITED, `${why} Try again in ${seconds} s.`, {}, seconds);
