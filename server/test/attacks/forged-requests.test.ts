import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignRequest } from '../../src/vault/contract/vault.js';
import {
  approve,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  sign,
} from '../support/app/money-case.js';

// Sequence number and time bounds are filled in at the signature and are no part of what a person agrees to. They stand
// behind the kind of envelope (4 bytes), the source account (36) and the fee (4); the time bounds behind their own kind.
const LEFT_OPEN = [
  { from: 44, to: 52 },
  { from: 56, to: 72 },
];
type Consented = Extract<SignRequest['authority'], { kind: 'CONSENT' }>;
type Tree = Record<string, unknown>;

let app: MoneyApp;
let grace: PasskeyPerson;
let honest: SignRequest;

/** What the server asks of the vault for a payment that its owner has confirmed, held back before it is answered. */
const heldBack = async (): Promise<SignRequest> => {
  const { id } = await pay(app, grace);
  await approve(app, grace, await grace.confirm(id));
  const { sign: real } = app.vault;
  const asked: SignRequest[] = [];
  app.vault.sign = (request) => {
    asked.push(request);
    return Promise.reject(new Error('held back'));
  };
  await expect(sign(app, grace, id)).rejects.toThrow();
  app.vault.sign = real;
  return asked[0]!;
};

beforeAll(async () => {
  app = await openMoney();
  grace = await passkeyPerson(app);
  honest = await heldBack();
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const flipped = (bytes: Uint8Array, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = copy[bit >> 3]! ^ (1 << (bit & 7));
  return copy;
};
/** Every request that differs in one bit of these bytes, and which of them were signed all the same. */
const signedFlips = async (
  bytes: Uint8Array,
  make: (bytes: Buffer) => SignRequest,
  leaveOut = (_at: number) => false,
) => {
  const signed: number[] = [];
  let tried = 0;
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    if (leaveOut(bit >> 3)) continue;
    tried += 1;
    await app.vault.sign(make(flipped(bytes, bit))).then(
      () => signed.push(bit >> 3),
      () => undefined,
    );
  }
  expect(tried).toBeGreaterThan(100);
  return signed;
};
const withAuthority = (change: Partial<Consented>): SignRequest => ({
  ...honest,
  authority: { ...(honest.authority as Consented), ...change },
});

const leavesOf = (value: unknown, path: string[] = []): string[][] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]))
    : [path];
const changed = (tree: unknown, [key = '', ...rest]: string[]): unknown => {
  const copy = { ...(tree as Tree) };
  const old = copy[key];
  if (rest.length > 0) copy[key] = changed(old, rest);
  else
    copy[key] =
      typeof old === 'string'
        ? `${old === '' || old[0] === 'A' ? 'B' : 'A'}${old.slice(1)}`
        : old === true
          ? false
          : (Number(old) || 0) + 1;
  return Array.isArray(tree) ? Object.values(copy) : copy;
};

describe('of a request that a person’s passkey stands behind, the vault signs nothing else:', () => {
  it('not with one bit changed anywhere in the envelope that the person agreed to', async () => {
    const bytes = Buffer.from(honest.envelope, 'base64');
    const isOpen = (at: number) => LEFT_OPEN.some(({ from, to }) => at >= from && at < to);
    expect(bytes.readBigInt64BE(44)).toBeGreaterThan(0n);
    expect(Number(bytes.readBigUInt64BE(64))).toBeGreaterThan(Date.now() / 1000);
    const make = (envelope: Buffer) => ({ ...honest, envelope: envelope.toString('base64') });
    expect(await signedFlips(bytes, make, isOpen)).toEqual([]);
  }, 120_000);

  it('not with one bit changed in the text of the consent', async () => {
    const text = Buffer.from((honest.authority as Consented).canonical);
    expect(await signedFlips(text, (bytes) => withAuthority({ canonical: bytes.toString('latin1') }))).toEqual([]);
  }, 120_000);

  it.each([
    ['authenticatorData', 0],
    ['clientDataJSON', 0],
    // How the two numbers of a signature are wrapped is read leniently; the numbers are not.
    ['signature', 2],
  ])(
    'not with one bit changed in the %s',
    async (part, wrapping) => {
      const { assertion } = honest.authority as Consented;
      const response = assertion!.response as Record<string, string>;
      const make = (bytes: Buffer) =>
        withAuthority({ assertion: { ...assertion, response: { ...response, [part]: bytes.toString('base64url') } } });
      const bytes = Buffer.from(response[part]!, 'base64url');
      expect(await signedFlips(bytes, make, (at) => at < wrapping)).toEqual([]);
    },
    120_000,
  );

  it('not with anything else of the proposal, the account or the key', async () => {
    const parts = [['grounds', 'proposal'], ['binding'], ['sealed']];
    const paths = parts.flatMap((part) =>
      leavesOf(
        part.reduce<unknown>((tree, key) => (tree as Tree)[key], honest),
        part,
      ),
    );
    expect(paths.length).toBeGreaterThan(15);
    const signed: string[] = [];
    for (const path of paths)
      await app.vault.sign(changed(honest, path) as SignRequest).then(
        () => signed.push(path.join('.')),
        () => undefined,
      );
    expect(signed).toEqual([]);
  });

  it('not without the assertion, nor with that of a passkey of somebody else', async () => {
    const other = await passkeyPerson(app, 'Mallory');
    const { authority } = honest;
    const theirs = { ...(authority as Consented).passkey!, userId: other.actor.userId };
    for (const change of [
      { assertion: null },
      { passkey: null },
      { assertion: null, passkey: null },
      { passkey: theirs },
    ])
      await expect(app.vault.sign(withAuthority(change))).rejects.toMatchObject({
        code: expect.stringMatching(/^CONSENT_/),
      });
  });

  it('and what was agreed to is signed after all that, once', async () => {
    await expect(app.vault.sign(honest)).resolves.toMatchObject({ signature: expect.any(String) });
    const later = Buffer.from(honest.envelope, 'base64');
    later.writeBigInt64BE(later.readBigInt64BE(44) + 1n, 44);
    await expect(app.vault.sign({ ...honest, envelope: later.toString('base64') })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(app.gateway.submitted).toEqual([]);
  });
});
