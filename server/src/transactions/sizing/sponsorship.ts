import { LiquidityPoolId } from '@stellar/stellar-sdk/base';
import { assetOf } from '../../stellar/assets.js';
import type { DecodedField } from '../decoded.js';
import { addressField, assetField, textField } from './fields.js';
import type { Row, Rows, Sized } from './sized.js';

const beginSponsoringFutureReserves: Row<'beginSponsoringFutureReserves'> = ({ sponsoredId }) => ({
  name: 'Begin sponsoring',
  intent: 'Lock own XLM as the reserve of whatever another account opens next',
  fields: [addressField('Sponsored account', sponsoredId)],
  changesControl: true,
});

const endSponsoringFutureReserves: Row<'endSponsoringFutureReserves'> = () => ({
  name: 'End sponsoring',
  intent: 'Let another account no longer pay the reserve of what this account opens',
  fields: [textField('Effect', 'ends the sponsorship that began before')],
  changesControl: true,
});

// Somebody has to bear the reserve afterwards; where that is this account, XLM that could be spent is locked.
const revoke = (
  what: string,
  ...fields: DecodedField[]
): Pick<Sized, 'name' | 'intent' | 'fields' | 'changesControl'> => ({
  name: 'Revoke sponsorship',
  intent: `Stop paying, or hand over, the reserve of ${what}`,
  fields,
  changesControl: true,
});

const revokeAccountSponsorship: Row<'revokeAccountSponsorship'> = ({ account }) =>
  revoke('an account', addressField('Account', account));

const revokeTrustlineSponsorship: Row<'revokeTrustlineSponsorship'> = ({ account, asset }) =>
  revoke(
    'a trustline',
    addressField('Account', account),
    asset instanceof LiquidityPoolId
      ? textField('Pool', asset.getLiquidityPoolId())
      : assetField('Asset', assetOf(asset)),
  );

const revokeOfferSponsorship: Row<'revokeOfferSponsorship'> = ({ seller, offerId }) =>
  revoke('an offer', addressField('Seller', seller), textField('Offer', offerId));

const revokeDataSponsorship: Row<'revokeDataSponsorship'> = ({ account, name }) =>
  revoke('a data entry', addressField('Account', account), textField('Name', name));

const revokeClaimableBalanceSponsorship: Row<'revokeClaimableBalanceSponsorship'> = ({ balanceId }) =>
  revoke('a claimable balance', textField('Balance', balanceId));

const revokeLiquidityPoolSponsorship: Row<'revokeLiquidityPoolSponsorship'> = ({ liquidityPoolId }) =>
  revoke('a liquidity pool', textField('Pool', liquidityPoolId));

const revokeSignerSponsorship: Row<'revokeSignerSponsorship'> = ({ account, signer }) => {
  const key = signer.ed25519PublicKey ?? signer.preAuthTx ?? signer.sha256Hash ?? signer.ed25519SignedPayload;
  return revoke('a signer', addressField('Account', account), textField('Signer', String(key)));
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
