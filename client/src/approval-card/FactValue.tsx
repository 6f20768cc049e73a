import { Address } from '../ui/values/Address.js';
import { assetCode } from '../ui/values/group-address.js';
import { Plain } from '../ui/values/Plain.js';
import type { Recipient } from './card-types.js';

const sources = { CONTACT: 'in your contacts', OWN_ACCOUNT: 'your own account' } as const;

/** A label only where it is proven, with its origin; always the whole address. */
export const FactAddress = ({ address, recipient }: { address: string; recipient: Recipient | undefined }) => (
  <span className="flex flex-col">
    {recipient && (
      <span>
        <strong className="font-semibold">
          {recipient.label ? <Plain text={recipient.label} /> : 'Unknown address'}
        </strong>
        {recipient.labelSource && <span className="text-sm text-muted">, {sources[recipient.labelSource]}</span>}
      </span>
    )}
    <Address address={address} emphasiseEnds={Boolean(recipient && (!recipient.label || recipient.lookalikeOf))} />
  </span>
);

/** The code alone proves nothing: the issuer stands beside it. */
export const FactAsset = ({ asset }: { asset: string }) => {
  const [, issuer] = asset.split(':');
  return (
    <span className="flex flex-col">
      <strong className="font-semibold">
        <Plain text={assetCode(asset)} />
      </strong>
      {issuer ? <Address address={issuer} /> : <span className="text-sm text-muted">the network’s own coin</span>}
    </span>
  );
};
