import { CHECKPOINT_EVERY, type CheckpointStatement } from '../../rulebook/checkpoint.js';
import { GENESIS_HASH, type PlainEntry, plainHash } from './audit-hash.js';
import { leafHash, treeRoot } from './merkle.js';

export type Known = { hash: string; seq?: number | undefined };

/** Goes along one person's entries from the first one, recomputing every hash and the Merkle tree over them. */
export class ChainWalk {
  seq = 0;
  head = GENESIS_HASH;
  /** Whether a head that somebody kept stands in this chain; null where nobody asked. */
  knownFound: boolean | null = null;
  private readonly blocks: Buffer[] = [];
  private leaves: Buffer[] = [];

  constructor(
    private readonly userId: string,
    private readonly known: Known | null = null,
  ) {
    if (known) this.knownFound = false;
    this.look();
  }

  /** False, and nothing changes, where the entry does not follow from the one before. */
  follow(entry: PlainEntry): boolean {
    const { userId, seq, previousHash, hash } = entry;
    if (userId !== this.userId || seq !== this.seq + 1 || previousHash !== this.head) return false;
    if (hash !== plainHash(entry)) return false;
    this.seq = seq;
    this.head = hash;
    this.leaves.push(leafHash(hash));
    if (this.leaves.length === CHECKPOINT_EVERY) this.closeBlock();
    this.look();
    return true;
  }

  /** What a checkpoint here has to say. */
  statement(): CheckpointStatement {
    const nodes = this.leaves.length > 0 ? [...this.blocks, treeRoot(this.leaves)] : this.blocks;
    return { userId: this.userId, seq: this.seq, root: treeRoot(nodes).toString('hex'), head: this.head };
  }

  private closeBlock(): void {
    this.blocks.push(treeRoot(this.leaves));
    this.leaves = [];
  }

  private look(): void {
    if (this.known?.hash === this.head && (this.known.seq ?? this.seq) === this.seq) this.knownFound = true;
  }
}

export const sameStatement = (one: CheckpointStatement, other: CheckpointStatement): boolean =>
  one.userId === other.userId && one.seq === other.seq && one.root === other.root && one.head === other.head;
