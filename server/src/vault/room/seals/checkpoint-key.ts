import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { type CheckpointStatement, checkpointMessage } from '../../../rulebook/checkpoint.js';
import { publicKeyOf, signWith } from '../ciphers/ed25519.js';

const HASH = /^[0-9a-f]{64}$/;

/** Signs the heads of audit logs and nothing else: a caller names the facts, the vault writes the bytes. */
export class CheckpointKey {
  constructor(private readonly seed: Uint8Array) {}

  get publicKey(): string {
    return Buffer.from(publicKeyOf(this.seed)).toString('base64');
  }

  sign({ userId, seq, root, head }: CheckpointStatement): string {
    if (!userId || !Number.isSafeInteger(seq) || seq < 1 || !HASH.test(root) || !HASH.test(head))
      throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault signs only the head of an audit log.');
    return Buffer.from(signWith(this.seed, checkpointMessage({ userId, seq, root, head }))).toString('base64');
  }
}
