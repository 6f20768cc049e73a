import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChain } from './certificate.js';
import { childrenOf, readDer } from './der.js';
import { checkCollateral, checkPlatform, checkSignatures, judge } from './quote-check.js';
import { Refuted } from './refuted.js';
import { readRevocationList } from './revocation-list.js';
import { parseTdxQuote } from './tdx-quote.js';
import { issueList } from './testing/synthetic-pki.js';
import { SyntheticPlatform } from './testing/synthetic-platform.js';

const platform = new SyntheticPlatform();
const trust = { root: platform.rootSha256, now: platform.now };
const collateral = checkCollateral(platform.collateral(), trust);
const [root] = readChain(platform.collateral().pck_crl_issuer_chain).slice(-1);

/** True if it holds, false if it was refuted; anything else that is thrown is a fault of the reader. */
const holds = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof Refuted) return false;
    throw error;
  }
};
const verify = (raw: Buffer): void => {
  const quote = parseTdxQuote(raw);
  const checked = checkPlatform(quote, collateral.lists, trust);
  checkSignatures(quote, checked);
  judge(quote, collateral, checked);
};

describe('the reader of quotes', () => {
  it('refutes whatever bytes it gets, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => !holds(() => parseTdxQuote(Buffer.from(bytes)))),
      { numRuns: 500 },
    );
  });

  it('refutes a quote that was cut off anywhere', () => {
    const good = platform.quote();
    expect(holds(() => verify(good))).toBe(true);
    for (let length = 0; length < good.length; length += 1)
      if (holds(() => parseTdxQuote(good.subarray(0, length)))) throw new Error(`It took ${length} bytes.`);
  });

  it.each([4, 5] as const)('refutes a quote of version %i in which any one bit was changed', (version) => {
    const good = platform.quote({ version });
    expect(holds(() => verify(good))).toBe(true);
    const pemAt = good.indexOf('-----BEGIN');
    const arbitrary = fc.record({ at: fc.nat(good.length - 1), bit: fc.nat(7) });
    fc.assert(
      fc.property(arbitrary, ({ at, bit }) => {
        const changed = Buffer.from(good);
        changed[at]! ^= 1 << bit;
        // White space between the lines of a certificate can be another one; the certificate is the same.
        const isBlank = at > pemAt && /\s/.test(String.fromCharCode(good[at]!, changed[at]!));
        return isBlank || !holds(() => verify(changed));
      }),
      { numRuns: 1_000 },
    );
  });

  it('refutes a certificate with a byte behind its end', () => {
    const pemOf = (der: Buffer) =>
      `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
    const { raw } = root!.x509;
    expect(holds(() => readChain(pemOf(raw)))).toBe(true);
    expect(holds(() => readChain(pemOf(Buffer.concat([raw, Buffer.from([1])]))))).toBe(false);
  });

  it('refutes a length field that claims more than there is', () => {
    for (const at of [632, 636 + 128 + 2]) {
      const changed = platform.quote();
      changed.writeUInt32LE(0xffff_ffff, at);
      expect(holds(() => parseTdxQuote(changed))).toBe(false);
    }
  });
});

describe('the reader of DER', () => {
  it('refutes whatever bytes it gets, or gives back exactly those', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const raw = Buffer.from(bytes);
        holds(() => {
          const der = readDer(raw);
          expect(der.raw.equals(raw)).toBe(true);
          if (der.tag & 0x20) expect(Buffer.concat(childrenOf(der).map((child) => child.raw))).toEqual(der.content);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes one spelling of a length alone', () => {
    expect(holds(() => readDer(Buffer.from('0401aa', 'hex')))).toBe(true);
    for (const hex of ['048101aa', '04820001aa', '0480aa0000', '0401', '0401aabb', '04'])
      expect(holds(() => readDer(Buffer.from(hex, 'hex')))).toBe(false);
  });
});

describe('the reader of revocation lists', () => {
  it('refutes a list in which any one bit was changed', () => {
    const good = issueList(platform.root, platform.now, { revoked: [1n, 0xffn, 2n ** 159n] });
    const read = (bytes: Buffer) => readRevocationList(bytes, root!, platform.now);
    expect([...read(good).revoked]).toEqual(['1', 'ff', (2n ** 159n).toString(16)]);
    const survivors: number[] = [];
    for (let at = 0; at < good.length * 8; at += 1) {
      const changed = Buffer.from(good);
      changed[at >> 3]! ^= 1 << (at & 7);
      if (holds(() => read(changed))) survivors.push(at);
    }
    expect(survivors).toEqual([]);
  });
});
