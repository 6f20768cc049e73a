import { z } from 'zod';

/** Intel's verdicts on the state of a platform, from best to worst. */
export const TCB_STATUSES = [
  'UpToDate',
  'SWHardeningNeeded',
  'ConfigurationNeeded',
  'ConfigurationAndSWHardeningNeeded',
  'OutOfDate',
  'OutOfDateConfigurationNeeded',
  'Revoked',
] as const;
export type TcbStatus = (typeof TCB_STATUSES)[number];

export type TcbVerdict = { status: TcbStatus; advisories: string[] };

export const tcbVerdictShape = z.object({
  tcbStatus: z.enum(TCB_STATUSES),
  advisoryIDs: z.array(z.string().max(100)).max(1_000).default([]),
});

export const tcbVerdict = ({ tcbStatus, advisoryIDs }: z.infer<typeof tcbVerdictShape>): TcbVerdict => ({
  status: tcbStatus,
  advisories: advisoryIDs,
});

const needsConfiguration = (status: TcbStatus): boolean => status.includes('Configuration');

/** The verdict on a machine is the worst one on any of its parts. */
export const worst = (a: TcbVerdict, b: TcbVerdict): TcbVerdict => ({
  status: worse(a.status, b.status),
  advisories: [...new Set([...a.advisories, ...b.advisories])].sort(),
});

const worse = (a: TcbStatus, b: TcbStatus): TcbStatus => {
  const status = TCB_STATUSES.indexOf(a) >= TCB_STATUSES.indexOf(b) ? a : b;
  const configure = needsConfiguration(a) || needsConfiguration(b);
  // Two parts can each need something else; Intel has names for both at once.
  if (status === 'OutOfDate' && configure) return 'OutOfDateConfigurationNeeded';
  if (status === 'ConfigurationNeeded' && (a === 'SWHardeningNeeded' || b === 'SWHardeningNeeded'))
    return 'ConfigurationAndSWHardeningNeeded';
  return status;
};
