import { readChain } from '../../tee/quote-verifier/certificate.js';
import type { Collateral } from '../../tee/quote-verifier/collateral.js';
import { readPckFacts } from '../../tee/quote-verifier/pck-facts.js';
import type { TdxQuote } from '../../tee/quote-verifier/tdx-quote.js';
import { boundedGet, type Fetched } from './bounded-get.js';

export const INTEL_PCS = 'https://api.trustedservices.intel.com';
const ROOT_LIST = 'https://certificates.trustedservices.intel.com/IntelSGXRootCA.der';

/**
 * Asks Intel, not the server that is being checked, for everything that is known about the quote's processor. Nothing of
 * it is believed for where it came from: each piece is checked up to the pinned root.
 */
export const fetchCollateral = async (quote: TdxQuote, base = INTEL_PCS): Promise<Collateral> => {
  const [pck, issuer] = readChain(quote.certificates);
  if (!pck || !issuer) throw new Error('The quote carries no chain of its processor.');
  const { fmspc } = readPckFacts(pck);
  const ca = issuer.name.includes('Processor') ? 'processor' : 'platform';
  const at = (path: string): URL => new URL(path, base);
  const [pckList, tcb, qe, rootList] = await Promise.all([
    get(at(`/sgx/certification/v4/pckcrl?ca=${ca}&encoding=der`)),
    get(at(`/tdx/certification/v4/tcb?fmspc=${fmspc}`)),
    get(at('/tdx/certification/v4/qe/identity')),
    // Intel has this list at another address; the servers that copy Intel's have it at their own.
    get(base === INTEL_PCS ? new URL(ROOT_LIST) : at('/sgx/certification/v4/rootcacrl')),
  ]);
  const [tcbInfo, qeIdentity] = [signedPart(tcb, 'tcbInfo'), signedPart(qe, 'enclaveIdentity')];
  return {
    pck_crl_issuer_chain: chainOf(pckList, 'sgx-pck-crl-issuer-chain'),
    root_ca_crl: derHex(rootList),
    pck_crl: derHex(pckList),
    tcb_info_issuer_chain: chainOf(tcb, 'tcb-info-issuer-chain', 'sgx-tcb-info-issuer-chain'),
    tcb_info: tcbInfo.text,
    tcb_info_signature: tcbInfo.signature,
    qe_identity_issuer_chain: chainOf(qe, 'sgx-enclave-identity-issuer-chain'),
    qe_identity: qeIdentity.text,
    qe_identity_signature: qeIdentity.signature,
  };
};

const get = async (url: URL): Promise<Fetched> => {
  const fetched = await boundedGet(url);
  if (fetched.status !== 200) throw new Error(`${url.href} answered ${fetched.status}.`);
  return fetched;
};

// Servers that copy Intel's have kept an older name for one of them.
const chainOf = ({ headers }: Fetched, name: string, olderName = name): string => {
  const value = headers[name] ?? headers[olderName];
  if (typeof value !== 'string') throw new Error(`The collateral came without the header ${name}.`);
  return decodeURIComponent(value);
};

// Some servers send lists as DER, others as its hex.
const derHex = ({ body }: Fetched): string =>
  body[0] === 0x30 && body[1]! >= 0x80 ? body.toString('hex') : body.toString('latin1').trim();

/** `{"tcbInfo":{…},"signature":"…"}`: the signature is over the bytes of the inner object, so they are cut out whole. */
const signedPart = ({ body }: Fetched, name: string): { text: string; signature: string } => {
  const whole = body.toString('utf8');
  const form = new RegExp(
    `^\\s*\\{\\s*"${name}"\\s*:\\s*(\\{.*\\})\\s*,\\s*"signature"\\s*:\\s*"([0-9a-fA-F]{128})"\\s*\\}\\s*$`,
    's',
  );
  const [, text, signature] = form.exec(whole) ?? [];
  if (text === undefined || signature === undefined)
    throw new Error(`The collateral does not hold ${name} and a signature.`);
  return { text, signature };
};
