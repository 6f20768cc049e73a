/** What one payee got of one asset; the amount in stroops. */
export type Received = { payee: string; asset: string; amount: string };

/**
 * What left on the policy's word alone, no person having been asked: its worth in 1/10,000,000 USD where a stranger was
 * among those who got it, and what each payee got.
 */
export type Unasked = { strangersUsd: string; received: Received[] };

/** The same over 24 hours. */
export type UnaskedSums = { strangersUsd: bigint; received: ReadonlyMap<string, bigint> };

export const receivedKey = ({ payee, asset }: Pick<Received, 'payee' | 'asset'>): string => `${payee} ${asset}`;

export const sumUnasked = (all: readonly Unasked[]): UnaskedSums => {
  const received = new Map<string, bigint>();
  for (const one of all.flatMap((unasked) => unasked.received))
    received.set(receivedKey(one), (received.get(receivedKey(one)) ?? 0n) + BigInt(one.amount));
  return { strangersUsd: all.reduce((sum, { strangersUsd }) => sum + BigInt(strangersUsd), 0n), received };
};

/** The most of either, for two signatures of which the ledger can take one alone. */
export const mostUnasked = (one: Unasked | undefined, other: Unasked | undefined): Unasked | undefined => {
  if (!one || !other) return one ?? other;
  const [a, b] = [sumUnasked([one]), sumUnasked([other])];
  const all = [...one.received, ...other.received];
  const first = all.filter((row, at) => all.findIndex((other) => receivedKey(other) === receivedKey(row)) === at);
  const most = (x: bigint, y: bigint): string => `${x > y ? x : y}`;
  return {
    strangersUsd: most(a.strangersUsd, b.strangersUsd),
    received: first.map((row) => {
      const key = receivedKey(row);
      return { ...row, amount: most(a.received.get(key) ?? 0n, b.received.get(key) ?? 0n) };
    }),
  };
};
