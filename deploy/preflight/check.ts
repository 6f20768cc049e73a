export type Outcome = { status: 'pass' | 'fail' | 'skipped'; details: string[] };
export type Check = { name: string; run: () => Outcome | Promise<Outcome> };
export type Result = Outcome & { name: string };

export const pass = (...details: string[]): Outcome => ({ status: 'pass', details });
export const fail = (...details: string[]): Outcome => ({ status: 'fail', details });
export const skipped = (why: string): Outcome => ({ status: 'skipped', details: [why] });
/** Fails with what was found, or passes with what that means. */
export const judge = (faults: string[], sentence: string): Outcome =>
  faults.length > 0 ? fail(...faults) : pass(sentence);

/** Runs each check, whatever the others say. One that throws has failed. */
export const runChecks = async (checks: readonly Check[], tell: (result: Result) => void): Promise<Result[]> => {
  const results: Result[] = [];
  for (const { name, run } of checks) {
    const outcome = await Promise.resolve()
      .then(run)
      .catch((error) => fail(error instanceof Error ? error.message : String(error)));
    results.push({ name, ...outcome });
    tell({ name, ...outcome });
  }
  return results;
};

const MARKS = { pass: 'PASS', fail: 'FAIL', skipped: 'SKIP' };
export const describeResult = ({ status, name, details }: Result): string =>
  [`${MARKS[status]}  ${name}`, ...details.map((detail) => `      ${detail.replaceAll('\n', '\n      ')}`)].join('\n');

export const summary = (results: readonly Result[]): string => {
  const count = (status: Outcome['status']) => results.filter((result) => result.status === status).length;
  return `${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`;
};
