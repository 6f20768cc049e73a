import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { INTEL_ROOT_SHA256 } from '../../tee/quote-verifier/certificate-chain.js';
import { parseTdxQuote } from '../../tee/quote-verifier/tdx-quote.js';
import type { Report } from '../receipts/report.js';
import { readAnswer } from './answer.shape.js';
import type { AttestationCase, Channel } from './attestation.check.js';
import { boundedGet } from './bounded-get.js';
import { fetchCollateral, INTEL_PCS } from './intel-collateral.js';
import { readPolicy } from './release-policy.js';
import { verifyAttestation } from './verify-attestation.js';

export const ATTESTATION_USAGE = `Usage: npm run verify -- attestation URL --policy FILE [--collateral FILE | --pcs URL] [--save FOLDER]
       npm run verify -- attestation --evidence FILE --nonce HEX --collateral FILE --policy FILE [--now ISO]

URL is a server. It is asked for a quote over a nonce that is made here; the collateral comes from Intel.
  --policy      what may run: compose hashes and more (docs/verify.md)
  --evidence    an answer of /attestation?nonce=… that you saved, with --nonce as you chose it
  --collateral  Intel's lists and documents from a file; --pcs from a server that copies Intel's
  --now         the time to check at instead of now, such as 2026-01-31T12:00:00Z
  --save        keeps answer, nonce and collateral in this folder
  --ca          a PEM file with the authority of the server's TLS certificate, where it is none that all know
  --root        believes the root with this SHA-256 instead of Intel's: for rehearsals without hardware
`;

const OPTIONS = ['policy', 'evidence', 'nonce', 'collateral', 'pcs', 'now', 'save', 'root', 'ca'] as const;
type Options = Partial<Record<(typeof OPTIONS)[number], string>>;
type Given = { answer: unknown; nonce: string; channel: Channel };

/** Reads or fetches everything, and checks it. Throws a sentence where there is nothing to check. */
export const verifyAttestationCommand = async (args: string[], pathOf: (file: string) => string): Promise<Report> => {
  const options = Object.fromEntries(OPTIONS.map((name) => [name, { type: 'string' } as const]));
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const given: Options = values;
  const json = (file: string): unknown => JSON.parse(readFileSync(pathOf(file), 'utf8'));
  if (given.policy === undefined) throw new Error('Name a policy: without one, anything could run there.');
  const policy = readPolicy(json(given.policy));
  const trust = { root: rootOf(given.root), now: timeOf(given.now) };
  const ca = given.ca === undefined ? undefined : readFileSync(pathOf(given.ca), 'utf8');
  const { answer, nonce, channel } = await evidenceOf(positionals, given, json, ca);
  const collateral = given.collateral === undefined ? await askIntel(answer, given.pcs) : json(given.collateral);
  if (given.save !== undefined) save(pathOf(given.save), { answer, nonce, collateral });
  const subject: AttestationCase = { answer, nonce, channel, collateral, policy, trust };
  return verifyAttestation(subject);
};

const evidenceOf = async (
  [url, ...more]: string[],
  { evidence, nonce }: Options,
  json: (file: string) => unknown,
  ca: string | undefined,
): Promise<Given> => {
  if ((url === undefined) === (evidence === undefined) || more.length > 0)
    throw new Error('Name one server, or a file with --evidence.');
  if (url !== undefined) {
    if (nonce !== undefined) throw new Error('A nonce of your own is for --evidence; here a new one is made.');
    return ask(url, ca);
  }
  if (!/^(?:[0-9a-f]{2}){16,64}$/.test(nonce ?? ''))
    throw new Error('Give --nonce with --evidence, as you sent it: without it, the evidence could be from any time.');
  return { answer: json(evidence!), nonce: nonce!, channel: { tlsKey: null } };
};

const ask = async (server: string, ca: string | undefined): Promise<Given> => {
  const nonce = randomBytes(32).toString('hex');
  const url = new URL(`attestation?nonce=${nonce}`, server.endsWith('/') ? server : `${server}/`);
  const { status, body, tlsKey } = await boundedGet(url, ca);
  const answer = parse(body);
  if (status !== 200 || answer === undefined) throw new Error(`${url.origin} answered ${status} and no evidence.`);
  return { answer, nonce, channel: { tlsKey } };
};

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

// What cannot be fetched fails the step "collateral", with everything after it, and not the whole report.
const askIntel = async (answer: unknown, pcs = INTEL_PCS): Promise<unknown> => {
  try {
    return await fetchCollateral(parseTdxQuote(Buffer.from(readAnswer(answer).quote, 'hex')), pcs);
  } catch (error) {
    return error;
  }
};

const rootOf = (root = INTEL_ROOT_SHA256): string => {
  if (!/^[0-9a-f]{64}$/.test(root)) throw new Error('A root is named by its SHA-256, 64 lower-case hex digits.');
  return root;
};

const timeOf = (text: string | undefined): Date => {
  const now = text === undefined ? new Date() : new Date(text);
  if (Number.isNaN(now.getTime())) throw new Error('--now is a time such as 2026-01-31T12:00:00Z.');
  return now;
};

const save = (folder: string, { answer, nonce, collateral }: Record<string, unknown>): void => {
  writeFileSync(join(folder, 'evidence.json'), JSON.stringify(answer, null, 2));
  if (!(collateral instanceof Error))
    writeFileSync(join(folder, 'collateral.json'), JSON.stringify(collateral, null, 2));
  writeFileSync(join(folder, 'nonce.txt'), `${nonce}\n`);
};
