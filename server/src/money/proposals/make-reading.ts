import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Vault } from '../../vault/contract/vault.js';
import { AddressBook } from '../contacts/address-book.js';
import { IntentReadings } from '../drafts/intent-readings.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { Reservations } from '../policy/reservations.js';
import { FactsService } from './facts.service.js';
import { PaymentSealsService } from './payment-seals.service.js';
import { ProposalViewService } from './proposal-view.service.js';

export type ReadingParts = {
  networks: StellarNetworks;
  vault: Vault;
  policy: PolicyService;
  reservations: Reservations;
};

/** What a transaction is read with: its bytes, who is paid, what the policy asks of it, and what a person sees of it. */
export const makeReading = ({ networks, vault, policy, reservations }: ReadingParts) => {
  const book = new AddressBook(vault);
  const readings = new IntentReadings();
  const facts = new FactsService(book, vault, reservations, readings);
  const views = new ProposalViewService(networks, book, vault, readings);
  return { book, readings, facts, views, paymentSeals: new PaymentSealsService(vault, policy) };
};
