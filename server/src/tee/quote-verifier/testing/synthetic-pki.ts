import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { DAY_MS } from '../../../kernel/durations.js';
import { bits, der, integer, octets, oid, sequence, time, yes } from './der-writer.js';

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

/** A certificate of ours with its private key. */
export type Issued = { name: string; der: Buffer; key: KeyObject; publicKey: KeyObject; serial: bigint };

export type Wanted = {
  name: string;
  serial: bigint;
  ca?: boolean;
  issuer?: Issued;
  from?: Date;
  to?: Date;
  extensions?: Buffer[];
};

const nameOf = (common: string): Buffer =>
  sequence(
    der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(common)))),
    der(0x31, sequence(oid('2.5.4.10'), der(0x0c, Buffer.from('Synthetic, for tests')))),
  );

/** Issues a certificate as Intel's look, under a root that means nothing to anybody. */
export const issue = ({ name, serial, ca = false, issuer, from, to, extensions = [] }: Wanted, now: Date): Issued => {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [notBefore, notAfter] = [
    from ?? new Date(now.getTime() - 30 * DAY_MS),
    to ?? new Date(now.getTime() + 3650 * DAY_MS),
  ];
  const constraints = sequence(oid('2.5.29.19'), yes(), octets(ca ? sequence(yes()) : sequence()));
  const tbs = sequence(
    der(0xa0, integer(2)),
    integer(serial),
    ECDSA_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(time(notBefore), time(notAfter)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(constraints, ...extensions)),
  );
  return { name, der: signedBy(issuer?.key ?? key, tbs), key, publicKey, serial };
};

const signedBy = (key: KeyObject, tbs: Buffer): Buffer =>
  sequence(tbs, ECDSA_SHA256, bits(sign('sha256', tbs, { key, dsaEncoding: 'der' })));

export type WantedList = { revoked?: bigint[]; from?: Date; to?: Date; issuerName?: string; extensions?: Buffer[] };

export const issueList = (issuer: Issued, now: Date, wanted: WantedList = {}): Buffer => {
  const { revoked = [], from = new Date(now.getTime() - DAY_MS), to = new Date(now.getTime() + 30 * DAY_MS) } = wanted;
  const entries = revoked.map((serial) => sequence(integer(serial), time(from)));
  const number = sequence(oid('2.5.29.20'), octets(integer(1)));
  const tbs = sequence(
    integer(1),
    ECDSA_SHA256,
    nameOf(wanted.issuerName ?? issuer.name),
    time(from),
    time(to),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    der(0xa0, sequence(number, ...(wanted.extensions ?? []))),
  );
  return signedBy(issuer.key, tbs);
};

export const pem = (...chain: Issued[]): string =>
  chain
    .map(({ der: bytes }) => bytes.toString('base64').replace(/.{64}(?!$)/g, '$&\n'))
    .map((body) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`)
    .join('');

export const fingerprint = ({ der: bytes }: Issued): string => createHash('sha256').update(bytes).digest('hex');

const SGX = '1.2.840.113741.1.13.1';
const pair = (id: string, value: Buffer): Buffer => sequence(oid(id), value);

/** Intel's extension that says which processor a certificate is for. */
export const pckExtension = (facts: { fmspc: string; pceId: string; pceSvn: number; components: number[] }): Buffer => {
  const svns = facts.components.map((svn, index) => pair(`${SGX}.2.${index + 1}`, integer(svn)));
  const tcb = sequence(
    ...svns,
    pair(`${SGX}.2.17`, integer(facts.pceSvn)),
    pair(`${SGX}.2.18`, octets(Buffer.from(facts.components))),
  );
  const all = sequence(
    pair(`${SGX}.1`, octets(Buffer.alloc(16, 0x11))),
    pair(`${SGX}.2`, tcb),
    pair(`${SGX}.3`, octets(Buffer.from(facts.pceId, 'hex'))),
    pair(`${SGX}.4`, octets(Buffer.from(facts.fmspc, 'hex'))),
  );
  return sequence(oid(SGX), octets(all));
};
