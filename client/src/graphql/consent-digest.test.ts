import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertChallenge, assertDigest, ConsentRefused } from './consent-digest.js';

const canonical = 'tuxedo-consent/v1\nmemo: Süß ☕\n';
const sha256 = createHash('sha256').update(canonical).digest();

describe('before a passkey is asked for', () => {
  it('takes the hash of the shown text, in hex and in base64url', async () => {
    await assertDigest({ canonical, digest: sha256.toString('hex') });
    await assertDigest({ canonical, digest: sha256.toString('base64url') });
  });

  it('refuses a hash of another text', async () => {
    const digest = createHash('sha256').update(`${canonical} `).digest('hex');
    await expect(assertDigest({ canonical, digest })).rejects.toBeInstanceOf(ConsentRefused);
  });

  it('takes the challenge that is this hash and no other', () => {
    const digest = sha256.toString('hex');
    assertChallenge(sha256.toString('base64url'), digest);
    const other = createHash('sha256').update('other').digest('base64url');
    for (const challenge of [other, digest, undefined, ''])
      expect(() => assertChallenge(challenge, digest)).toThrow(ConsentRefused);
  });
});
