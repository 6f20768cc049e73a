import { createCipheriv, createDecipheriv } from 'node:crypto';
import { damaged } from './backup-error.js';

export const CHUNK_BYTES = 64 * 1024;
export const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const COUNTER_AT = 7;
const LAST_AT = 11;

// The number makes moved chunks fail, the mark of the last one makes a file that was cut between two chunks fail.
const nonceOf = (counter: number, isLast: boolean): Uint8Array => {
  const nonce = Buffer.alloc(LAST_AT + 1);
  nonce.writeUInt32BE(counter, COUNTER_AT);
  nonce[LAST_AT] = isLast ? 1 : 0;
  return nonce;
};

/** Encrypts a stream chunk by chunk. The key must be for one file only, because the nonces only count. */
export class ChunkSealer {
  private counter = 0;

  constructor(
    private readonly key: Uint8Array,
    private readonly header: Uint8Array,
  ) {}

  seal(plain: Uint8Array, isLast: boolean): Buffer {
    const cipher = createCipheriv(CIPHER, this.key, nonceOf(this.counter++, isLast), { authTagLength: TAG_BYTES });
    cipher.setAAD(this.header);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Opens the chunks again, in the order in which they were made and up to the last one. */
export class ChunkOpener {
  private counter = 0;

  constructor(
    private readonly key: Uint8Array,
    private readonly header: Uint8Array,
  ) {}

  open(sealed: Uint8Array, isLast: boolean): Buffer {
    if (sealed.length < TAG_BYTES) throw damaged();
    const nonce = nonceOf(this.counter++, isLast);
    const decipher = createDecipheriv(CIPHER, this.key, nonce, { authTagLength: TAG_BYTES }).setAAD(this.header);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
    try {
      return Buffer.concat([plain, decipher.final()]);
    } catch {
      throw damaged(); // The cause says no more than that the tag is wrong.
    }
  }
}
