export type SeatLimits = {
  /** Sockets that have not signed in yet; a newcomer takes the place of the oldest. */
  waiting: number;
  /** Sockets of people and programs. */
  seats: number;
};

/** One socket. `end` tells its client to come again later. */
export type Seat = {
  readonly address: string;
  readonly end: () => void;
  /** Whether connection_init has come. */
  begun: boolean;
  /** The person whose socket it is; null until it has signed in. */
  person: string | null;
};

/** The pages that one person has open at once. */
const FEW = 5;

/**
 * Who may keep a socket where there are too many. Those who never said who they are leave first, then the oldest of
 * whoever holds most, so that neither strangers nor a crowd of people can shut out the next one.
 */
export class SocketSeats {
  private readonly waiting = new Set<Seat>();
  private readonly seated = new Set<Seat>();

  constructor(private readonly limits: SeatLimits) {}

  /** A socket was opened; nobody knows yet whose it is. */
  wait(address: string, end: () => void): Seat {
    if (this.waiting.size >= this.limits.waiting) this.endOne(this.silent());
    const seat: Seat = { address, end, begun: false, person: null };
    this.waiting.add(seat);
    return seat;
  }

  /** It has signed in. The place is found at the cost of whoever holds most, the newcomer's own person included. */
  sit(seat: Seat, person: string): void {
    if (!this.waiting.delete(seat)) return;
    seat.person = person;
    this.seated.add(seat);
    if (this.seated.size > this.limits.seats) this.endOne(this.seated);
  }

  leave(seat: Seat): void {
    this.waiting.delete(seat);
    this.seated.delete(seat);
  }

  private silent(): Iterable<Seat> {
    const silent = [...this.waiting].filter(({ begun }) => !begun);
    return silent.length > 0 ? silent : this.waiting;
  }

  private endOne(seats: Iterable<Seat>): void {
    const ofPerson = most(seats, ({ person }) => person ?? '');
    const isMany = ofPerson[0]?.person != null && ofPerson.length > FEW;
    // Where nobody alone holds many, it is a crowd: those of one address are taken for one.
    const ofAddress = most(seats, ({ address }) => address);
    const [oldest] = isMany ? ofPerson : most(ofAddress, ({ person }) => person ?? '');
    if (!oldest) return;
    this.leave(oldest);
    oldest.end();
  }
}

/** The largest group, in the order in which they came. */
const most = (seats: Iterable<Seat>, by: (seat: Seat) => string): Seat[] => {
  const groups = Map.groupBy(seats, by);
  return [...groups.values()].reduce((largest, group) => (group.length > largest.length ? group : largest), []);
};
