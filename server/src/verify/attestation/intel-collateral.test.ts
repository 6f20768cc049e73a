import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INTEL_ROOT_SHA256 } from '../../tee/quote-verifier/certificate-chain.js';
import { readCollateral } from '../../tee/quote-verifier/collateral.js';
import { checkCollateral } from '../../tee/quote-verifier/quote-check.js';
import { parseTdxQuote } from '../../tee/quote-verifier/tdx-quote.js';
import { fetchCollateral } from './intel-collateral.js';
import { type CollateralServer, startCollateralServer } from './testing/collateral-server.js';
import { platform } from './testing/wrong.js';

const TCB = '/tdx/certification/v4/tcb?fmspc=b0c06f000000';
const QE = '/tdx/certification/v4/qe/identity';
const quote = parseTdxQuote(platform.quote());
const trust = { root: platform.rootSha256, now: platform.now };

let server: CollateralServer;
beforeEach(async () => {
  server = await startCollateralServer(platform);
});
afterEach(() => server.close());

describe('collateral from a server', () => {
  it('is asked for by the quote’s processor, and checks like the one from a file', async () => {
    const fetched = await fetchCollateral(quote, server.url);
    expect(readCollateral(fetched)).toEqual(fetched);
    expect(checkCollateral(fetched, trust).lists.map(({ revoked }) => [...revoked])).toEqual([[], ['dead']]);
    expect(() => checkCollateral(fetched, { ...trust, root: INTEL_ROOT_SHA256 })).toThrow('another root');
  });

  it('keeps the bytes that were signed, white space and order included', async () => {
    const { body, headers } = server.answers.get(TCB)!;
    server.answers.set(TCB, { headers, body: Buffer.from(String(body).replace('{"tcbInfo":', '{ "tcbInfo" : ')) });
    const fetched = await fetchCollateral(quote, server.url);
    expect(String(body)).toContain(fetched.tcb_info);
    expect(checkCollateral(fetched, trust).tcbInfo.fmspc).toBe('b0c06f000000');
  });

  it('may name one chain as older servers do', async () => {
    const { body, headers } = server.answers.get(TCB)!;
    server.answers.set(TCB, { body, headers: { 'sgx-tcb-info-issuer-chain': headers['tcb-info-issuer-chain']! } });
    expect(checkCollateral(await fetchCollateral(quote, server.url), trust).tcbInfo.id).toBe('TDX');
  });

  it.each([
    ['a header is missing', TCB, { headers: {} }, 'without the header tcb-info-issuer-chain'],
    ['a signature is missing', QE, { body: Buffer.from('{"enclaveIdentity":{}}') }, 'enclaveIdentity and a signature'],
    [
      'another document is in its place',
      QE,
      { body: Buffer.from('{"tcbInfo":{},"signature":"00"}') },
      'enclaveIdentity',
    ],
    ['a page is in its place', TCB, { body: Buffer.from('<html>') }, 'tcbInfo and a signature'],
  ])('is none where %s', async (_what, path, change, words) => {
    server.answers.set(path, { ...server.answers.get(path)!, ...change });
    await expect(fetchCollateral(quote, server.url)).rejects.toThrow(words);
  });

  it('is none where a part is not there', async () => {
    for (const path of [...server.answers.keys()]) {
      const kept = server.answers.get(path)!;
      server.answers.delete(path);
      await expect(fetchCollateral(quote, server.url)).rejects.toThrow('answered 404');
      server.answers.set(path, kept);
    }
  });
});
