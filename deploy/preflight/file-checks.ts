import { DOCKERFILE_NAMES, describeFinding, type LintOptions, lintDeployment } from '../lint/lint.ts';
import { type Check, judge } from './check.ts';

/** The rules of the files that are deployed, as two lines of the report. */
export const fileChecks = (root: string, options: LintOptions): Check[] => {
  const findings = () => lintDeployment(root, options);
  const isDockerfile = (file: string) => DOCKERFILE_NAMES.includes(file);
  const lines = (wanted: boolean) =>
    findings()
      .filter(({ file }) => isDockerfile(file) === wanted)
      .map(describeFinding);
  const suffix = options.release ? ', those of a release too.' : '; not those of a release (--release).';
  return [
    { name: 'Dockerfiles', run: () => judge(lines(true), `No secret in them, and every rule holds${suffix}`) },
    { name: 'compose file', run: () => judge(lines(false), `Every rule holds${suffix}`) },
  ];
};
