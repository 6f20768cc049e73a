import type { Claimant } from '@stellar/stellar-sdk/base';
import { toStroops } from '../../kernel/amount.js';
import { assetOf } from '../../kernel/assets.js';
import type { DecodedField } from '../facts/decoded.js';
import type { ClaimFact } from '../facts/policy.js';
import { claimTimes, claimWords } from './claim-words.js';
import {
  addressField,
  addressName,
  amountFields,
  burned,
  burnFields,
  moneyText,
  othersOf,
  STILL,
  said,
  textField,
} from './fields.js';
import type { Row, Rows } from './sized.js';

const createClaimableBalance: Row<'createClaimableBalance'> = (operation, context) => {
  const asset = assetOf(operation.asset);
  const amount = toStroops(operation.amount);
  const claims = operation.claimants.map(claimOf);
  const claimants = operation.claimants.map(({ destination }) => destination);
  const [first = '', ...others] = claimants;
  const burns = burned(claimants, { asset, amount }, context);
  const whom = others.length === 0 ? addressName(first, context) : `one of ${claimants.length} accounts`;
  return {
    name: 'Create claimable balance',
    intent: said`Set ${moneyText(amount, asset, context)} aside, for ${whom} to claim`,
    fields: [
      ...amountFields('Amount', { amount, asset }, context),
      ...claims.flatMap(claimFields),
      ...burnFields(burns, context),
    ],
    outflows: [{ asset, amount }],
    counterparty: 'named',
    brings: [],
    reserves: claimants.length,
    destinations: othersOf(claimants, context),
    claims,
    burns,
  };
};

const claimOf = ({ destination, predicate }: Claimant): ClaimFact => {
  const when = claimTimes(predicate);
  return { address: destination, when, words: claimWords(when) };
};

const claimFields = ({ address, words }: ClaimFact): DecodedField[] => [
  addressField('May claim', address),
  textField('When', words),
];

const claimClaimableBalance: Row<'claimClaimableBalance'> = ({ balanceId }) => ({
  name: 'Claim claimable balance',
  intent: 'Claim a balance that was set aside for this account',
  fields: [textField('Balance', balanceId)],
  counterparty: 'named',
  brings: null,
  reserves: 0,
});

const clawbackClaimableBalance: Row<'clawbackClaimableBalance'> = ({ balanceId }) => ({
  name: 'Clawback claimable balance',
  intent: 'Take back a balance that was set aside, from whoever could claim it',
  fields: [textField('Balance', balanceId)],
  ...STILL,
  changesControl: true,
});

export const claimableBalanceRows: Rows<
  'createClaimableBalance' | 'claimClaimableBalance' | 'clawbackClaimableBalance'
> = { createClaimableBalance, claimClaimableBalance, clawbackClaimableBalance };
