import { type Actor, ActorKind } from '../kernel/actor.js';
import type { Decoded } from './decode.js';
import type { Label } from './facts/label.js';
import { spends, spent } from './rules/rule.js';
import { amountsIn, saysAddress, saysMemo, saysName } from './spoken.js';

/** Where a value comes from: the person's own words, their address book, or something that the agent read. */
export const Origin = { USER: 'USER', CONTACT: 'CONTACT', OWN_ACCOUNT: 'OWN_ACCOUNT', TOOL: 'TOOL' } as const;
export type Origin = keyof typeof Origin;

/** `typed`: the address itself stands in the person's words, so that no contact is needed to vouch for it. */
type DestinationOrigin = { address: string; origin: Origin; typed: boolean };
/** Written once, at the proposal, and sealed; the policy sees the same at the signature. */
export type StoredProvenance = {
  destinations: DestinationOrigin[];
  amount: Origin | null;
  /** TOOL where it stands in nothing that the person said. Absent where there is none, and in older rows. */
  memo?: 'USER' | 'TOOL';
};

/** `words` are the person's in this thread: set by the server from what is stored, never from what a model writes. */
export type Proposer = Pick<Actor, 'kind' | 'userId'> & {
  instruction?: string | null | undefined;
  words?: readonly string[] | undefined;
  apiKeyId?: string | null | undefined;
  provenance?: StoredProvenance | null | undefined;
};

type Values = Pick<Decoded, 'destinations' | 'outflows'> & Partial<Pick<Decoded, 'memo'>>;

/** Null where a program proposed: nobody can tell where it has its values from. */
export const traceOrigins = (
  values: Values,
  labels: Map<string, Label>,
  { kind, instruction, words = [], apiKeyId }: Proposer,
): StoredProvenance | null => {
  if (kind === ActorKind.API_KEY) return null;
  const byPerson = kind === ActorKind.PERSON;
  // What a program tells the agent are not the words of a person.
  const said = apiKeyId != null ? [] : instruction ? [instruction, ...words] : words;
  const gone = values.outflows.filter(spends).map(spent);
  const named = amountsIn(said);
  return {
    ...(values.memo != null && { memo: byPerson || saysMemo(said, values.memo) ? 'USER' : 'TOOL' }),
    destinations: values.destinations.map((address) => {
      const typed = byPerson || saysAddress(said, address);
      return { address, typed, origin: typed ? Origin.USER : originOf(labels.get(address), said) };
    }),
    amount: gone.length === 0 ? null : byPerson || gone.every((amount) => named.has(amount)) ? 'USER' : 'TOOL',
  };
};

/** Whether the person typed the address itself, and the memo where there is one: it is a part of whom they mean. */
export const isTyped = (
  provenance: StoredProvenance | null,
  { address, memoKey }: { address: string; memoKey: string },
): boolean =>
  (provenance?.destinations.some((one) => one.address === address && one.typed) ?? false) &&
  isMemoTyped(provenance, memoKey);

export const isMemoTyped = (provenance: StoredProvenance | null, memoKey: string): boolean =>
  memoKey === '' || provenance?.memo === Origin.USER;

/** Whether the person named this destination themself, by its address or by a name of theirs for it. */
export const isNamed = (provenance: StoredProvenance | null, address: string): boolean =>
  provenance?.destinations.some((one) => one.address === address && one.origin === Origin.USER) ?? false;

const originOf = (label: Label | undefined, said: readonly string[]): Origin => {
  if (!label?.label || !label.labelSource) return Origin.TOOL;
  return saysName(said, label.label) ? Origin.USER : label.labelSource;
};

const SUSPICION = [Origin.USER, Origin.OWN_ACCOUNT, Origin.CONTACT, Origin.TOOL];

/** Of several destinations the one that needs a look most. */
export const worstOrigin = ({ destinations }: StoredProvenance): Origin | null =>
  destinations.map(({ origin }) => origin).toSorted((a, b) => SUSPICION.indexOf(b) - SUSPICION.indexOf(a))[0] ?? null;
