import type { Vault } from '../../vault/contract/vault.js';
import type { AddressBook } from '../contacts/address-book.js';
import { DraftService } from '../drafts/draft.service.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import { LocalSetup } from './local-setup.js';
import { type ProposeParts, ProposeService } from './propose.service.js';
import { TransactionService } from './transaction.service.js';

export type ProposalParts = Omit<ProposeParts, 'seals'> & {
  vault: Vault;
  book: AddressBook;
  readings: IntentReadings;
};

/** From what somebody wants to a stored transaction with its verdict. */
export const makeProposals = ({ vault, book, readings, ...parts }: ProposalParts) => {
  const { em, networks, policy, events } = parts;
  const proposals = new ProposeService({ ...parts, seals: vault });
  const drafts = new DraftService(networks, book, policy, readings);
  const transactions = new TransactionService(em, drafts, proposals, events);
  return { transactions, setup: new LocalSetup(networks, transactions) };
};
