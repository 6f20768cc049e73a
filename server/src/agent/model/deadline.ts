export type Deadline = {
  signal: AbortSignal;
  /** Something arrived: silence is measured anew. */
  progress(idleMs: number): void;
  expired(): boolean;
  stop(): void;
};

/** Aborts when the caller does, when the whole takes too long, or when nothing arrives for too long. */
export const startDeadline = (caller: AbortSignal, totalMs: number): Deadline => {
  const controller = new AbortController();
  let hasExpired = false;
  const expire = (): void => {
    hasExpired = true;
    controller.abort();
  };
  const total = setTimeout(expire, totalMs);
  let idle: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([caller, controller.signal]),
    progress: (idleMs) => {
      clearTimeout(idle);
      idle = setTimeout(expire, idleMs);
    },
    expired: () => hasExpired,
    stop: () => {
      clearTimeout(total);
      clearTimeout(idle);
    },
  };
};
