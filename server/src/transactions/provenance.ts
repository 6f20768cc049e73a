import type { Label } from '../accounts/recipient.type.js';
import { type Actor, ActorKind } from '../graphql/context.js';
import { spends, spent } from '../policy/rule.js';
import type { Decoded } from './decode.js';
import { amountsIn, saysAddress, saysName } from './spoken.js';

/** Where a value comes from: the person's own words, their address book, or something that the agent read. */
export const Origin = { USER: 'USER', CONTACT: 'CONTACT', OWN_ACCOUNT: 'OWN_ACCOUNT', TOOL: 'TOOL' } as const;
export type Origin = keyof typeof Origin;

/** `typed`: the address itself stands in the person's words, so that no contact is needed to vouch for it. */
export type DestinationOrigin = { address: string; origin: Origin; typed: boolean };
/** Written once, at the proposal, and sealed; the policy sees the same at the signature. */
export type StoredProvenance = { destinations: DestinationOrigin[]; amount: Origin | null };

/** `words` are the person's in this thread: set by the server from what is stored, never from what a model writes. */
export type Proposer = Pick<Actor, 'kind' | 'userId'> & {
  instruction?: string | null | undefined;
  words?: readonly string[] | undefined;
  apiKeyId?: string | null | undefined;
  provenance?: StoredProvenance | null | undefined;
};

type Values = Pick<Decoded, 'destinations' | 'outflows'>;

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
    destinations: values.destinations.map((address) => {
      const typed = byPerson || saysAddress(said, address);
      return { address, typed, origin: typed ? Origin.USER : originOf(labels.get(address), said) };
    }),
    amount: gone.length === 0 ? null : byPerson || gone.every((amount) => named.has(amount)) ? 'USER' : 'TOOL',
  };
};

const originOf = (label: Label | undefined, said: readonly string[]): Origin => {
  if (!label?.label || !label.labelSource) return Origin.TOOL;
  return saysName(said, label.label) ? Origin.USER : label.labelSource;
};

const SUSPICION = [Origin.USER, Origin.OWN_ACCOUNT, Origin.CONTACT, Origin.TOOL];

/** Of several destinations the one that needs a look most. */
export const worstOrigin = ({ destinations }: StoredProvenance): Origin | null =>
  destinations.map(({ origin }) => origin).toSorted((a, b) => SUSPICION.indexOf(b) - SUSPICION.indexOf(a))[0] ?? null;
