import type { Certificate } from './certificate.js';
import { childrenOf, type Der, expectTag, readDer, readOid, readSmallInt, TAG } from './der.js';
import { need } from './refuted.js';

const SGX = '1.2.840.113741.1.13.1';
const COMPONENTS = 16;

/** What Intel certifies of one processor: family, and the security versions of its parts. */
export type PckFacts = { ppid: string; fmspc: string; pceId: string; pceSvn: number; components: number[] };

/** Reads Intel's extension of a PCK certificate. */
export const readPckFacts = ({ name, extensions }: Certificate): PckFacts => {
  const bytes = extensions.get(SGX);
  need(bytes !== undefined, `The certificate "${name}" says nothing about a processor.`);
  const facts = readPairs(readDer(bytes));
  const tcb = readPairs(expectTag(facts.get(`${SGX}.2`), TAG.SEQUENCE));
  const components = Array.from({ length: COMPONENTS }, (_, i) => readSmallInt(tcb.get(`${SGX}.2.${i + 1}`)));
  return {
    ppid: octets(facts.get(`${SGX}.1`), 16),
    pceId: octets(facts.get(`${SGX}.3`), 2),
    fmspc: octets(facts.get(`${SGX}.4`), 6),
    pceSvn: readSmallInt(tcb.get(`${SGX}.2.17`)),
    components,
  };
};

const readPairs = (sequence: Der): Map<string, Der> => {
  const found = new Map<string, Der>();
  for (const pair of childrenOf(sequence)) {
    const [id, value, ...more] = childrenOf(pair);
    need(value !== undefined && more.length === 0 && !found.has(readOid(id)), 'The processor’s facts cannot be read.');
    found.set(readOid(id), value);
  }
  return found;
};

const octets = (der: Der | undefined, length: number): string => {
  const { content } = expectTag(der, TAG.OCTETS);
  need(content.length === length, 'A fact about the processor has the wrong length.');
  return content.toString('hex');
};
