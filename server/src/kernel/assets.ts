import { Asset, StrKey } from '@stellar/stellar-sdk/base';
import { badInput } from './errors.js';
import type { Network } from './networks.js';

/** The asset that every network has; all others are written `CODE:ISSUER`. */
export const NATIVE = 'XLM';

/** Who issues the assets that people call by their code alone. */
const issuers: Record<Network, Readonly<Record<string, string>>> = {
  // These two follow from the local network's passphrase, so they are the same on every machine.
  LOCAL: {
    USDC: 'GDC6A5REGWQS5RZ7HWKLV2HJBT7M7JYUVLV5ZUSAOQLSV52LX667XDJI',
    EURC: 'GBLWTZRDSWGCBSAXJB6XLQFWYQPAIPY7XDUWPVBRADAR3GL6JW25ZL5E',
  },
  TESTNET: {
    USDC: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
    EURC: 'GB3Q6QDZYTHWT7E5PVS3W7FUT5GVAFC5KSZFFLPU25GO7VTC3NM2ZTVO',
  },
  MAINNET: {
    USDC: 'GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN',
    EURC: 'GDHU6WRG4IEQXM5NZ4BMPKOXHW76MZM4Y2IEMFDVXBSDP6SJY4ITNPP2',
  },
};

/** Codes that need no issuer on this network, XLM first. */
export const knownCodes = (network: Network): string[] => [NATIVE, ...Object.keys(issuers[network])];

/** Takes `XLM`, a well-known code or `CODE:ISSUER`, and returns the canonical form. */
export const canonicalAsset = (input: string, network: Network): string => {
  const text = input.trim();
  if (text.includes(':')) return withIssuer(text);
  const code = text.toUpperCase();
  if (code === NATIVE || code === 'NATIVE') return NATIVE;
  if (Object.hasOwn(issuers[network], code)) return `${code}:${issuers[network][code]}`;
  const codes = knownCodes(network).join(', ');
  throw badInput(`Unknown asset on ${network}. Known codes are ${codes}; write any other asset as CODE:ISSUER.`);
};

const withIssuer = (text: string): string => {
  const [code = '', issuer = '', ...rest] = text.split(':');
  if (rest.length > 0 || !/^[a-zA-Z0-9]{1,12}$/.test(code))
    throw badInput('An asset is written CODE:ISSUER with a code of 1 to 12 letters and digits.');
  if (!StrKey.isValidEd25519PublicKey(issuer))
    throw badInput(`The issuer of ${code} is not a valid Stellar address: it has 56 characters and starts with G.`);
  // Such assets exist only to be mistaken for lumens.
  if (code.toUpperCase() === NATIVE) throw badInput('XLM has no issuer: write XLM alone.');
  return `${code}:${issuer}`;
};

/** True for XLM and for the assets whose code alone names them on this network. */
export const isWellKnown = (asset: string, network: Network): boolean =>
  asset === NATIVE || Object.entries(issuers[network]).some(([code, issuer]) => asset === `${code}:${issuer}`);

/** Which asset people mean by this code alone, in whatever case; null where the code is nobody's. */
export const meantByCode = (code: string, network: Network): string | null => {
  const upper = code.toUpperCase();
  if (upper === NATIVE) return NATIVE;
  return Object.hasOwn(issuers[network], upper) ? `${upper}:${issuers[network][upper]}` : null;
};

/** What to show: the code without its issuer. */
export const assetCode = (asset: string): string => asset.split(':')[0]!;

/** Null for XLM. */
export const assetIssuer = (asset: string): string | null => asset.split(':')[1] ?? null;

export const toSdkAsset = (asset: string): Asset => {
  const issuer = assetIssuer(asset);
  return issuer ? new Asset(assetCode(asset), issuer) : Asset.native();
};

/** The canonical form of an asset as the SDK decodes it. */
export const assetOf = (asset: Asset): string =>
  asset.isNative() ? NATIVE : `${asset.getCode()}:${asset.getIssuer()}`;
