type PlannedCall = { name: string; arguments: Record<string, unknown> };

/** One turn: something said, and perhaps a tool to call. Without a call it is the answer. */
export type PlannedTurn = { text: string; call?: PlannedCall };
