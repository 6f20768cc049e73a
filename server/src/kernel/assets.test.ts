import { Asset } from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import { LOCAL_ASSET_CODES, localIssuer } from '../../local-network/ledger/assets.js';
import { LOCAL_PASSPHRASE } from '../../local-network/ledger/passphrase.js';
import { assetCode, assetIssuer, assetOf, canonicalAsset, isWellKnown, knownCodes, toSdkAsset } from './assets.js';
import { Network, passphraseOf } from './networks.js';

const networks = Object.values(Network);
const stranger = localIssuer('EURC').publicKey();

describe('an asset', () => {
  it('has on LOCAL the issuers and the passphrase which the local network itself uses', () => {
    for (const code of LOCAL_ASSET_CODES)
      expect(canonicalAsset(code, 'LOCAL')).toBe(`${code}:${localIssuer(code).publicKey()}`);
    expect(passphraseOf('LOCAL')).toBe(LOCAL_PASSPHRASE);
  });

  it.each(networks)('can be named by a known code on %s, and that name stays on its network', (network) => {
    expect(knownCodes(network)).toEqual(['XLM', 'USDC', 'EURC']);
    for (const code of knownCodes(network)) {
      const asset = canonicalAsset(code.toLowerCase(), network);
      expect(isWellKnown(asset, network)).toBe(true);
      expect(canonicalAsset(asset, network)).toBe(asset);
      expect(assetOf(toSdkAsset(asset))).toBe(asset);
      for (const other of networks.filter((name) => name !== network && asset !== 'XLM'))
        expect(isWellKnown(asset, other)).toBe(false);
    }
  });

  it('takes any issuer when it is written out, and does not call that asset well known', () => {
    const asset = `USDC:${stranger}`;
    expect(canonicalAsset(` ${asset} `, 'LOCAL')).toBe(asset);
    expect(isWellKnown(asset, 'LOCAL')).toBe(false);
    expect([assetCode(asset), assetIssuer(asset), assetIssuer('XLM')]).toEqual(['USDC', stranger, null]);
    expect(assetOf(new Asset('USDC', stranger))).toBe(asset);
  });

  it.each([
    ['DOGE', /XLM, USDC, EURC.*CODE:ISSUER/],
    ['', /Known codes/],
    ['toString', /Known codes/],
    ['__proto__', /Known codes/],
    [':', /1 to 12 letters/],
    [`TOOLONGASSETCODE:${stranger}`, /1 to 12 letters/],
    [`US-D:${stranger}`, /1 to 12 letters/],
    [`USDC:${stranger}:x`, /1 to 12 letters/],
    ['USDC:GABC', /issuer of USDC/],
    [`USDC:${stranger.slice(0, -1)}A`, /issuer of USDC/],
    [`XLM:${stranger}`, /XLM has no issuer/],
    [`xlm:${stranger}`, /XLM has no issuer/],
  ])('refuses %j with a sentence that helps', (input, sentence) => {
    const refusal = expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringMatching(sentence) });
    expect(() => canonicalAsset(input, 'LOCAL')).toThrow(refusal);
  });
});
