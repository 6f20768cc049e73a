import { LiquidityPoolId } from '@stellar/stellar-sdk/base';
import { assetOf } from '../../kernel/assets.js';
import type { DecodedField } from '../facts/decoded.js';
import { addressField, assetField, STILL, textField } from './fields.js';
import type { Row, RowOutcome, Rows } from './sized.js';

const beginSponsoringFutureReserves: Row<'beginSponsoringFutureReserves'> = ({ sponsoredId }) => ({
  name: 'Begin sponsoring',
  intent: 'Lock own XLM as the reserve of whatever another account opens next',
  fields: [addressField('Sponsored account', sponsoredId)],
  // What is opened counts where it is opened.
  ...STILL,
  changesControl: true,
});

const endSponsoringFutureReserves: Row<'endSponsoringFutureReserves'> = () => ({
  name: 'End sponsoring',
  intent: 'Let another account no longer pay the reserve of what this account opens',
  fields: [textField('Effect', 'ends the sponsorship that began before')],
  ...STILL,
  changesControl: true,
});

/** A claimable balance locks a reserve for each, and the bytes do not tell how many it has. */
const CLAIMANTS_MAX = 10;

// Somebody has to bear the reserve afterwards; where that is this account, XLM that could be spent is locked.
const revoke = (what: string, reserves: number, ...fields: DecodedField[]): RowOutcome => ({
  name: 'Revoke sponsorship',
  intent: `Stop paying, or hand over, the reserve of ${what}`,
  fields,
  ...STILL,
  reserves,
  changesControl: true,
});

const revokeAccountSponsorship: Row<'revokeAccountSponsorship'> = ({ account }) =>
  revoke('an account', 2, addressField('Account', account));

const revokeTrustlineSponsorship: Row<'revokeTrustlineSponsorship'> = ({ account, asset }) =>
  revoke(
    'a trustline',
    asset instanceof LiquidityPoolId ? 2 : 1,
    addressField('Account', account),
    asset instanceof LiquidityPoolId
      ? textField('Pool', asset.getLiquidityPoolId())
      : assetField('Asset', assetOf(asset)),
  );

const revokeOfferSponsorship: Row<'revokeOfferSponsorship'> = ({ seller, offerId }) =>
  revoke('an offer', 1, addressField('Seller', seller), textField('Offer', offerId));

const revokeDataSponsorship: Row<'revokeDataSponsorship'> = ({ account, name }) =>
  revoke('a data entry', 1, addressField('Account', account), textField('Name', name));

const revokeClaimableBalanceSponsorship: Row<'revokeClaimableBalanceSponsorship'> = ({ balanceId }) =>
  revoke('a claimable balance', CLAIMANTS_MAX, textField('Balance', balanceId));

const revokeLiquidityPoolSponsorship: Row<'revokeLiquidityPoolSponsorship'> = ({ liquidityPoolId }) =>
  revoke('a liquidity pool', 0, textField('Pool', liquidityPoolId));

const revokeSignerSponsorship: Row<'revokeSignerSponsorship'> = ({ account, signer }) => {
  const key = signer.ed25519PublicKey ?? signer.preAuthTx ?? signer.sha256Hash ?? signer.ed25519SignedPayload;
  return revoke('a signer', 1, addressField('Account', account), textField('Signer', String(key)));
};

export const sponsorshipRows: Rows<
  | 'beginSponsoringFutureReserves'
  | 'endSponsoringFutureReserves'
  | 'revokeAccountSponsorship'
  | 'revokeTrustlineSponsorship'
  | 'revokeOfferSponsorship'
  | 'revokeDataSponsorship'
  | 'revokeClaimableBalanceSponsorship'
  | 'revokeLiquidityPoolSponsorship'
  | 'revokeSignerSponsorship'
> = {
  beginSponsoringFutureReserves,
  endSponsoringFutureReserves,
  revokeAccountSponsorship,
  revokeTrustlineSponsorship,
  revokeOfferSponsorship,
  revokeDataSponsorship,
  revokeClaimableBalanceSponsorship,
  revokeLiquidityPoolSponsorship,
  revokeSignerSponsorship,
};
