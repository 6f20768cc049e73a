import { describe, expect, it } from 'vitest';
import { envelopeWith, SAMPLES } from '../../../test/support/app/operation-samples.js';
import { passphraseOf } from '../../kernel/networks.js';
import { intentOf } from '../../rulebook/intent.js';
import { checkOutflows } from './envelope.check.js';

/** A trustline: it pays nothing but a fee of 100 stroops, and locks half a lumen. */
const receipt = (amount: string, policyEngine: string | null) =>
  ({
    network: { name: 'LOCAL', passphrase: passphraseOf('LOCAL') },
    transaction: { intent: intentOf(envelopeWith([SAMPLES.changeTrust])), outflows: [{ asset: 'XLM', amount }] },
    verdictProof: policyEngine && { statement: { policyEngine } },
  }) as unknown as Parameters<typeof checkOutflows>[0];

describe('what a receipt says can leave', () => {
  it('counts the reserves that are locked', () => {
    expect(checkOutflows(receipt('0.50001', 'tuxedo-policy/2'))).toContain('0.50001 XLM');
    expect(() => checkOutflows(receipt('0.00001', 'tuxedo-policy/2'))).toThrow('something else');
  });

  it('does not in what was signed before they were counted', () => {
    for (const engine of ['tuxedo-policy/1', null]) {
      expect(checkOutflows(receipt('0.00001', engine))).toContain('0.00001 XLM');
      expect(() => checkOutflows(receipt('0.50001', engine))).toThrow('something else');
    }
  });
});
