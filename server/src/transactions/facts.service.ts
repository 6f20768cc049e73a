import type { EntityManager } from '@mikro-orm/core';
import type { Account } from '../accounts/account.entity.js';
import type { AddressBook } from '../accounts/address-book.js';
import type { Label } from '../accounts/recipient.type.js';
import type { Seals } from '../accounts/sealed-rows.js';
import type { DestinationFact, TransactionFacts } from '../policy/policy.js';
import { passphraseOf } from '../stellar/networks.js';
import { User } from '../users/user.entity.js';
import { type Decoded, decode } from './decode.js';
import { isPayee } from './payee.entity.js';
import { type Proposer, type StoredProvenance, traceOrigins } from './provenance.js';

/** Turns the bytes of a transaction into the facts that the policy and the card are made of. */
export class FactsService {
  constructor(
    private readonly book: AddressBook,
    private readonly seals: Seals,
  ) {}

  async decoded(
    em: EntityManager,
    account: Account,
    intent: string,
  ): Promise<{ decoded: Decoded; labels: Map<string, Label> }> {
    const passphrase = passphraseOf(account.network);
    const { destinations } = decode(intent, passphrase, account.network, String);
    const labels = await this.book.labelsFor(em, account.userId, account.network, destinations);
    const name = (address: string): string => labels.get(address)?.label ?? 'an unknown address';
    return { decoded: decode(intent, passphrase, account.network, name), labels };
  }

  async facts(em: EntityManager, account: Account, intent: string, proposer: Proposer): Promise<TransactionFacts> {
    const { decoded, labels } = await this.decoded(em, account, intent);
    const provenance = proposer.provenance ?? traceOrigins(decoded, labels, proposer);
    const user = await em.findOneOrFail(User, { id: account.userId });
    const { outflows, fee, trades, unknownTrusts, controlChanges, unsized } = decoded;
    return {
      network: account.network,
      actor: proposer.kind,
      ...(proposer.apiKeyId != null && { apiKeyId: proposer.apiKeyId }),
      outflows,
      fee,
      trades,
      unknownTrusts,
      controlChanges,
      unsized,
      destinations: await Promise.all(
        decoded.destinations.map((address) => this.destination(em, account, address, labels, provenance)),
      ),
      amountTyped: provenance?.amount !== 'TOOL',
      userFrozen: user.frozenAt !== null,
      agentFrozen: user.agentFrozenAt != null,
      accountFrozen: account.frozenAt !== null,
    };
  }

  private async destination(
    em: EntityManager,
    account: Account,
    address: string,
    labels: Map<string, Label>,
    provenance: StoredProvenance | null,
  ): Promise<DestinationFact> {
    return {
      address,
      inContacts: labels.get(address)?.label != null,
      paidBefore: await isPayee(em, this.seals, account.userId, account.network, address),
      typedByPerson: provenance?.destinations.some((traced) => traced.address === address && traced.typed) ?? false,
    };
  }
}
