import { registerEnumType } from 'type-graphql';
import type { NetworkName } from './config.js';
import { passphraseOf } from './passphrases.js';

export { passphraseOf };

/** The API's enum; its values are the names the configuration uses. */
export const Network = { LOCAL: 'LOCAL', TESTNET: 'TESTNET', MAINNET: 'MAINNET' } as const satisfies {
  [name in NetworkName]: name;
};
export type Network = NetworkName;

registerEnumType(Network, {
  name: 'Network',
  description:
    'LOCAL runs beside the server with test money, TESTNET is public with test money, MAINNET is real money.',
});

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
