import type { Json } from '../passkeys/passkey-ceremony.js';

/**
 * What a person has to see of an action beside what they asked for, as the server found it out; each one line.
 * `shows` is made anew when it is done, and voids the confirmation where it differs; `worth` is an estimate that drifts.
 */
export type ActionFacts = { shows: string; worth: string };

/** By the name of the action. Throws where the action itself would refuse. The folders above know. */
export type ActionTellers = Readonly<Record<string, (userId: string, input: Json) => Promise<ActionFacts>>>;

export const tellFacts = async (
  tellers: ActionTellers,
  { userId, action, arguments: input }: { userId: string; action: string; arguments: Json },
): Promise<ActionFacts | null> => (Object.hasOwn(tellers, action) ? tellers[action]!(userId, input) : null);
