import type { NetworkName } from './config.js';

const passphrases: Record<NetworkName, string> = {
  LOCAL: 'Tuxedo Local Network ; 2026',
  TESTNET: 'Test SDF Network ; September 2015',
  MAINNET: 'Public Global Stellar Network ; September 2015',
};

/** What keeps a signature for one network from being one for another: it is part of every hash that is signed. */
export const passphraseOf = (network: NetworkName): string => passphrases[network];
