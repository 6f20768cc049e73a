import { Field, ObjectType } from 'type-graphql';
import { ActorKind } from '../../kernel/actor.js';
import { Origin, type StoredProvenance, worstOrigin } from '../../rulebook/provenance.js';

@ObjectType({ simpleResolvers: true, description: 'Where one value of a transaction comes from.' })
export class TracedOrigin {
  @Field(() => Origin, { description: 'Who named it.' }) origin!: Origin;
  @Field(() => String, { description: 'The same as a sentence.' }) sentence!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Where the values of a transaction come from, traced by the server when it was proposed.',
})
export class Provenance {
  @Field(() => TracedOrigin, { nullable: true, description: 'Null where nothing is sent to anybody.' })
  destination!: TracedOrigin | null;
  @Field(() => TracedOrigin, { nullable: true, description: 'Null where nothing but the network fee is spent.' })
  amount!: TracedOrigin | null;
}

const ADDRESS: Record<Origin, string> = {
  USER: 'You named this destination.',
  CONTACT: 'You did not name it in this conversation; it is one of your contacts.',
  OWN_ACCOUNT: 'You did not name it in this conversation; it is an account of yours.',
  TOOL: 'You did not type this address; the agent read it somewhere.',
};
const AMOUNT: Record<'USER' | 'TOOL', string> = {
  USER: 'You named this amount.',
  TOOL: 'You did not type this amount; the agent read or worked it out somewhere.',
};

const told = (origin: Origin | null, sentences: Partial<Record<Origin, string>>): TracedOrigin | null =>
  origin && { origin, sentence: sentences[origin] ?? '' };

/** Null where nobody can tell, such as for a program. */
export const toProvenance = (stored: StoredProvenance | null | undefined, proposedBy: ActorKind): Provenance | null => {
  if (!stored || proposedBy === ActorKind.API_KEY) return null;
  return { destination: told(worstOrigin(stored), ADDRESS), amount: told(stored.amount, AMOUNT) };
};
