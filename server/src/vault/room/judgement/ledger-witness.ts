import type { Fate, SentEnvelope } from '../../../stellar/fate.js';

/** A payment that the ledger itself tells of; the amount in stroops. */
export type SeenPayment = { hash: string; at: Date; asset: string; amount: bigint };

/** Who may sign for an account, and with what weight. */
export type LedgerControl = {
  sequence: bigint;
  thresholds: { low: number; medium: number; high: number };
  signers: { key: string; weight: number; type: string }[];
};

/** The ledger as the vault asks it, so that it need not believe the server what became of a signature. */
export interface LedgerWitness {
  /** Null while no ledger holds it. `feeCharged` in stroops. */
  find(network: string, hash: string): Promise<{ successful: boolean; feeCharged: bigint } | null>;
  /** What is proved of what was signed, however far apart the nodes are that were asked. */
  fate(network: string, sent: SentEnvelope): Promise<Fate>;
  /** When the newest ledger closed. */
  closedAt(network: string): Promise<Date>;
  /** Null where the address is not on the ledger. */
  control(network: string, address: string): Promise<LedgerControl | null>;
  /** What this account has paid since then. */
  sentSince(network: string, address: string, since: Date): Promise<SeenPayment[]>;
}
