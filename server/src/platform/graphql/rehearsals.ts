import {
  coerceInputValue,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
} from 'graphql';
import { badInput } from '../../kernel/errors.js';
import type { RequestContext } from './context.js';

type Json = Record<string, unknown>;
export type Rehearsal = (context: RequestContext, given: Json) => Promise<Json>;

/** What a mutation would refuse before it asks for a passkey, by its name: so nobody confirms what cannot be done. */
export class Rehearsals {
  private readonly byField = new Map<string, Rehearsal>();

  /** Called once for each field with @consent when the schema is built. */
  register(field: string, rehearsal: Rehearsal): void {
    this.byField.set(field, rehearsal);
  }

  /** Throws as the mutation would, and otherwise gives its input as its resolver would have it. */
  async run(context: RequestContext, field: string, given: Json): Promise<Json> {
    const rehearsal = this.byField.get(field);
    if (!rehearsal) throw new Error(`${field} carries no @consent, so nobody can be asked for it.`);
    return rehearsal(context, given);
  }
}

/** The arguments as the schema reads them. How the confirmation itself travels is not there yet, and does not matter. */
export const readInput = (args: GraphQLFieldConfigArgumentMap, field: string, given: Json): Json => {
  const { input, consent, ...alone } = args;
  if (input) return coerced(withEnvelope(input.type, given), input.type, field, []) as Json;
  if (!consent) throw new Error(`${field} carries @consent, and has no argument "input" or "consent".`);
  const { consent: _, ...rest } = given;
  const unknown = Object.keys(rest).find((name) => !Object.hasOwn(alone, name));
  if (unknown !== undefined) throw unfit(field, [unknown]);
  return Object.fromEntries(
    Object.entries(alone).map(([name, { type }]) => [name, coerced(rest[name], type, field, [name])]),
  );
};

const unfit = (field: string, path: readonly (string | number)[], why = `It does not fit the input of ${field}.`) => {
  const at = ['arguments', ...path].join('.');
  return badInput(`\`${at}\`: ${why}`, { path: at });
};

const coerced = (value: unknown, type: GraphQLInputType, field: string, within: string[]): unknown =>
  coerceInputValue(value, type, (path, _value, error) => {
    // A sentence of our own scalars holds no value; one of the library repeats what it refuses.
    throw unfit(field, [...within, ...path], 'code' in error.extensions ? error.message : undefined);
  });

const withEnvelope = (type: GraphQLInputType, given: Json): Json => {
  const named = getNamedType(type);
  const fields = isInputObjectType(named) ? named.getFields() : {};
  const { consent: _, assertion: __, challengeId = '', ...rest } = given;
  return {
    ...rest,
    ...(fields.challengeId && { challengeId }),
    ...(fields.consent && { consent: { challengeId: '' } }),
  };
};
