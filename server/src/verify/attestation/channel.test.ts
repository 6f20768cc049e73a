import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { keySetDigest } from '../../tee/attestation/statement.js';
import { der, octets, oid, sequence } from '../../tee/quote-verifier/testing/der-writer.js';
import { type Issued, issue, pem } from '../../tee/quote-verifier/testing/synthetic-pki.js';
import { verifyCommand } from '../cli.js';
import { boundedGet } from './bounded-get.js';
import { tdxQuoteFor } from './testing/synthetic-case.js';
import { honestCase, platform } from './testing/wrong.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-channel-'));
const now = new Date();
const authority = issue({ name: 'Authority', serial: 1n, ca: true }, now);
const forLoopback = sequence(oid('2.5.29.17'), octets(sequence(der(0x87, Buffer.from([127, 0, 0, 1])))));
const certified = (serial: bigint): Issued =>
  issue({ name: 'server', serial, issuer: authority, extensions: [forLoopback] }, now);
const [machine, gateway] = [certified(2n), certified(3n)];
const tlsKeyOf = ({ publicKey }: Issued): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = (path: string) => { status?: number; headers?: Record<string, string>; body: string | Buffer };
const serve = async (identity: Issued, answer: Answer): Promise<string> => {
  const key = identity.key.export({ type: 'pkcs8', format: 'pem' }) as string;
  const server = createServer({ key, cert: pem(identity) }, (request, response) => {
    const { status = 200, headers = {}, body } = answer(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A machine whose key set names its TLS key, and that answers each nonce anew. */
const answering: Answer = (path) => {
  const subject = honestCase();
  const nonce = new URL(path, 'https://x').searchParams.get('nonce')!;
  const { evidence } = subject.answer;
  Object.assign(subject.answer, { nonce });
  Object.assign(evidence, { nonce, keySet: { ...evidence.keySet, tlsKeys: [tlsKeyOf(machine)] } });
  evidence.keySetDigest = keySetDigest(evidence.keySet);
  evidence.quote = tdxQuoteFor(subject);
  return { body: JSON.stringify(subject.answer) };
};

const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const verify = async (url: string, ...more: string[]) => {
  const { policy } = honestCase();
  write('policy.json', JSON.stringify({ ...policy, channel: 'BOUND' }));
  write('collateral.json', JSON.stringify(platform.collateral()));
  write('ca.pem', pem(authority));
  let printed = '';
  const args = ['attestation', url, '--policy', 'policy.json', '--collateral', 'collateral.json'];
  const trust = ['--root', platform.rootSha256, '--now', platform.now.toISOString()];
  const code = await verifyCommand(
    [...args, ...trust, ...more],
    (text) => (printed += text),
    (file) => join(folder, file),
  );
  return { code, printed };
};

describe('the connection', () => {
  it('is bound where its own key is the one that the quote vouches for', async () => {
    const { code, printed } = await verify(await serve(machine, answering), '--ca', 'ca.pem');
    expect(printed).toMatch(/^ok {6}channel .*This very connection ends in the machine/m);
    expect(code).toBe(0);
  });

  it('is not bound where somebody in the middle hands on a true answer', async () => {
    const { code, printed } = await verify(await serve(gateway, answering), '--ca', 'ca.pem');
    expect(printed).toMatch(/^FAILED {2}channel/m);
    expect(printed.match(/^FAILED/gm)).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('is refused where nobody known vouches for its certificate', async () => {
    const { code, printed } = await verify(await serve(machine, answering));
    expect([code, printed]).toEqual([2, expect.stringContaining('could not be asked')]);
  });
});

describe('a question to a server', () => {
  const ca = pem(authority);
  it('follows no redirect, and takes no answer without an end', async () => {
    const there = await serve(machine, () => ({ body: 'reached' }));
    const redirect = await serve(machine, () => ({ status: 302, headers: { location: there }, body: '' }));
    expect(await boundedGet(new URL(redirect), ca)).toMatchObject({ status: 302, body: Buffer.alloc(0) });
    const flood = await serve(machine, () => ({ body: Buffer.alloc(5 * 1024 * 1024) }));
    await expect(boundedGet(new URL(flood), ca)).rejects.toThrow('longer than');
  });
});
