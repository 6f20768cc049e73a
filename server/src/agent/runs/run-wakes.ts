/** What the worker of the same process is told of a run; no event, for the row says it too. */
export const wantedRun = (id: string): string => `run-wanted:${id}`;
export const cancelledRun = (id: string): string => `run-cancelled:${id}`;
