import type { Vault } from '../../vault/contract/vault.js';
import type { AddressBook } from '../contacts/address-book.js';
import { ContactService } from '../contacts/contact.service.js';
import { type AccountParts, AccountService } from './account.service.js';
import { type FeeLimit, LedgerViewService } from './ledger-view.service.js';

export type MakeAccountsParts = Omit<AccountParts, 'contacts' | 'vault'> & {
  vault: Vault;
  book: AddressBook;
  feeLimit: FeeLimit;
};

/** Accounts, who is paid from them, and what the ledger shows of them. */
export const makeAccounts = ({ book, feeLimit, ...parts }: MakeAccountsParts) => {
  const { em, networks, audit, vault } = parts;
  const contacts = new ContactService(em, networks, audit, vault);
  return {
    contacts,
    accounts: new AccountService({ ...parts, contacts }),
    ledger: new LedgerViewService(networks, book, feeLimit),
  };
};
