import { z } from 'zod';
import type { PckFacts } from './pck-facts.js';
import { need } from './refuted.js';
import { type TcbVerdict, tcbVerdict, tcbVerdictShape, worst } from './tcb-status.js';
import type { TdReport } from './tdx-quote.js';

const bytes = (count: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-fA-F]{${count * 2}}$`))
    .toLowerCase();
const svn = z.object({ svn: z.number().int().min(0).max(255) }).transform((one) => one.svn);
const components = z.array(svn).length(16);

const moduleShape = z.object({ mrsigner: bytes(48), attributes: bytes(8), attributesMask: bytes(8) });
const identityShape = moduleShape.extend({
  id: z.string().max(20),
  tcbLevels: z.array(tcbVerdictShape.extend({ tcb: z.object({ isvsvn: z.number().int().min(0) }) })).max(100),
});
const levelShape = tcbVerdictShape.extend({
  tcb: z.object({ sgxtcbcomponents: components, pcesvn: z.number().int().min(0), tdxtcbcomponents: components }),
});
export const tcbInfoShape = z.object({
  id: z.literal('TDX'),
  version: z.literal(3),
  fmspc: bytes(6),
  pceId: bytes(2),
  tdxModule: moduleShape,
  tdxModuleIdentities: z.array(identityShape).max(100).default([]),
  tcbLevels: z.array(levelShape).min(1).max(1_000),
});
export type TcbInfo = z.infer<typeof tcbInfoShape>;
type Level = z.infer<typeof levelShape>;

/** Intel's verdict on this processor and its TDX module. */
export const judgePlatform = (info: TcbInfo, pck: PckFacts, report: TdReport): TcbVerdict => {
  need(info.fmspc === pck.fmspc, `The TCB information is about processors ${info.fmspc}, this one is ${pck.fmspc}.`);
  need(info.pceId === pck.pceId, 'The TCB information is about another provisioning enclave.');
  const level = [...info.tcbLevels].sort(highestFirst).find((one) => reaches(one, pck, report));
  need(level !== undefined, 'The processor reaches no security level that Intel knows.');
  return worst(tcbVerdict(level), judgeModule(info, report));
};

const atLeast = (have: readonly number[], want: readonly number[]): boolean =>
  want.every((value, index) => have[index]! >= value);

const reaches = ({ tcb }: Level, { components, pceSvn }: PckFacts, { teeTcbSvn }: TdReport): boolean => {
  // From module version 1 on, the first two bytes say which module it is, and judgeModule judges them.
  const from = teeTcbSvn[1]! > 0 ? 2 : 0;
  return (
    atLeast(components, tcb.sgxtcbcomponents) &&
    pceSvn >= tcb.pcesvn &&
    atLeast([...teeTcbSvn].slice(from), tcb.tdxtcbcomponents.slice(from))
  );
};

const highestFirst = (a: Level, b: Level): number => {
  const key = ({ tcb }: Level) => [...tcb.sgxtcbcomponents, tcb.pcesvn, ...tcb.tdxtcbcomponents];
  const [left, right] = [key(a), key(b)];
  const index = left.findIndex((value, at) => value !== right[at]);
  return index < 0 ? 0 : right[index]! - left[index]!;
};

const judgeModule = (info: TcbInfo, report: TdReport): TcbVerdict => {
  const [isvSvn, version] = [report.teeTcbSvn[0]!, report.teeTcbSvn[1]!];
  if (version === 0) {
    assertModule(info.tdxModule, report);
    return { status: 'UpToDate', advisories: [] };
  }
  const id = `TDX_${version.toString(16).padStart(2, '0')}`.toUpperCase();
  const identity = info.tdxModuleIdentities.find((one) => one.id.toUpperCase() === id);
  need(identity !== undefined, `Intel does not know the TDX module ${id}.`);
  assertModule(identity, report);
  const levels = [...identity.tcbLevels].sort((a, b) => b.tcb.isvsvn - a.tcb.isvsvn);
  const level = levels.find(({ tcb }) => isvSvn >= tcb.isvsvn);
  need(level !== undefined, `The TDX module ${id} is older than any that Intel knows.`);
  return tcbVerdict(level);
};

const assertModule = (expected: z.infer<typeof moduleShape>, { mrSignerSeam, seamAttributes }: TdReport): void => {
  need(mrSignerSeam === expected.mrsigner, 'The TDX module is not signed by Intel.');
  const [have, want, mask] = [seamAttributes, expected.attributes, expected.attributesMask].map((one) =>
    BigInt(`0x${one}`),
  );
  need(
    (have! & mask!) === (want! & mask!) && (have! & ~mask!) === 0n,
    'The TDX module has attributes that are not allowed.',
  );
};
