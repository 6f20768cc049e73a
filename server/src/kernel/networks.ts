/** The API's enum; its values are the names the configuration uses. */
export const Network = { LOCAL: 'LOCAL', TESTNET: 'TESTNET', MAINNET: 'MAINNET' } as const;
export type Network = keyof typeof Network;

const passphrases: Record<Network, string> = {
  LOCAL: 'Tuxedo Local Network ; 2026',
  TESTNET: 'Test SDF Network ; September 2015',
  MAINNET: 'Public Global Stellar Network ; September 2015',
};

/** What keeps a signature for one network from being one for another: it is part of every hash that is signed. */
export const passphraseOf = (network: Network): string => passphrases[network];

/** What is fixed about a Stellar network, and where to reach it. */
export type NetworkDefinition = {
  network: Network;
  name: string;
  passphrase: string;
  horizonUrl: string;
  /** Gives test money; null where money is real. */
  friendbotUrl: string | null;
  testMoney: boolean;
};

/** `localHorizonUrl` matters to LOCAL alone: its port is chosen by whoever starts it. */
export const networkDefinition = (network: Network, localHorizonUrl: string): NetworkDefinition => {
  const passphrase = passphraseOf(network);
  switch (network) {
    case 'LOCAL': {
      const horizonUrl = localHorizonUrl.replace(/\/$/, '');
      const friendbotUrl = `${horizonUrl}/friendbot`;
      return { network, name: 'local network', passphrase, horizonUrl, friendbotUrl, testMoney: true };
    }
    case 'TESTNET': {
      const [horizonUrl, friendbotUrl] = ['https://horizon-testnet.stellar.org', 'https://friendbot.stellar.org'];
      return { network, name: 'Stellar test network', passphrase, horizonUrl, friendbotUrl, testMoney: true };
    }
    case 'MAINNET': {
      const horizonUrl = 'https://horizon.stellar.org';
      return { network, name: 'Stellar main network', passphrase, horizonUrl, friendbotUrl: null, testMoney: false };
    }
  }
};
