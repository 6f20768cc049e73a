const ROUNDS = 15;

const timeOf = async (work, times) => {
  const since = performance.now();
  for (let n = 0; n < times; n += 1) await work(n);
  return performance.now() - since;
};

const median = (sorted) => sorted[Math.floor(sorted.length / 2)];
const each = (ms, times) => `${((ms / times) * 1_000).toFixed(1)} µs`;

/**
 * Runs both in turn, so that whatever else the machine does meets both, and prints how they compare. There is no threshold:
 * a number on a busy machine would be believed or blamed for the wrong reason.
 */
export const compare = async (what, { ours, peer, peerName, times }) => {
  await timeOf(ours, times);
  await timeOf(peer, times);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const turn = round % 2 === 0 ? [ours, peer] : [peer, ours];
    const spent = [await timeOf(turn[0], times), await timeOf(turn[1], times)];
    rounds.push(round % 2 === 0 ? spent : spent.toReversed());
  }
  const ratios = rounds.map(([a, b]) => a / b).toSorted((a, b) => a - b);
  const [a, b] = [0, 1].map((side) => median(rounds.map((round) => round[side]).toSorted((x, y) => x - y)));
  const spread = `${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)}`;
  console.log(
    `${what}: ${median(ratios).toFixed(2)} (${spread}) of ${peerName}; ${each(a, times)} against ${each(b, times)}`,
  );
};
