/** What each entry of an account locks, in stroops: 0.5 XLM on every network that is served here. */
export const BASE_RESERVE = 5_000_000n;
