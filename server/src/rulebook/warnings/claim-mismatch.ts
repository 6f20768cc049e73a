import type { ActorKind } from '../../kernel/actor.js';
import { fromStroops } from '../../kernel/amount.js';
import { assetCode } from '../../kernel/assets.js';
import type { Outflow } from '../facts/policy.js';
import { spends, spent } from '../rules/rule.js';
import { amountsOfCode } from '../spoken.js';
import { outflowIn, type Said, type WarningFacts } from './warning-facts.js';

/** What was asked for, and what leaves instead. `also` said the same wrong amount. */
export type ClaimMismatch = { asset: string; asked: string; sends: string; by: ActorKind; also?: ActorKind };
type Claimed = Said & Pick<WarningFacts, 'outflows'>;

/** Whoever names an amount of what leaves, and none that leaves: the person first, for they know what they want. */
export const claimMismatches = ({ outflows, instruction, reason, proposedBy }: Claimed): ClaimMismatch[] => {
  const leaving = outflows.map(outflowIn).filter(spends);
  const byPerson = leaving.flatMap((outflow) => mismatch(instruction, 'PERSON', outflow));
  const byProposer = leaving.flatMap((outflow) => mismatch(reason, proposedBy, outflow));
  const isSame = (a: ClaimMismatch, b: ClaimMismatch): boolean => a.asset === b.asset && a.asked === b.asked;
  return [
    ...byPerson.map((one) => (byProposer.some((other) => isSame(one, other)) ? { ...one, also: proposedBy } : one)),
    ...byProposer.filter((one) => !byPerson.some((other) => isSame(one, other))),
  ];
};

const mismatch = (words: string | null, by: ActorKind, outflow: Outflow): ClaimMismatch[] => {
  const named = amountsOfCode(words ?? '', assetCode(outflow.asset));
  const sends = spent(outflow);
  const [asked] = named;
  if (asked === undefined) return [];
  // Of lumens the network fee leaves too; and several payments may be told one by one.
  const right = [sends, sends + outflow.fee, outflow.fee];
  const sum = named.reduce((total, amount) => total + amount, 0n);
  if ([...named, sum].some((amount) => right.includes(amount))) return [];
  // `Of 900 USDC keep 500 USDC` names what is no order, so only more than all of it is certainly wrong.
  if (by === 'PERSON' && named.length > 1 && sends < sum) return [];
  return [{ asset: outflow.asset, asked: fromStroops(asked), sends: fromStroops(sends), by }];
};
