import { resolve } from 'node:path';
import { readOptions } from './arguments.mjs';
import { assertNodeVersion } from './node-version.mjs';

// The rules of the Dockerfiles and the compose file: npm run lint:deploy [-- --release --compose FILE --node-image IMAGE]
assertNodeVersion();
const values = readOptions(
  {
    release: { type: 'boolean', default: false },
    compose: { type: 'string' },
    'node-image': { type: 'string' },
  },
  'npm run lint:deploy -- [--release] [--compose FILE] [--node-image IMAGE]',
);
const { COMPOSE_RULES, describeFinding, lintDeployment } = await import('../deploy/lint/lint.ts');
const { DOCKERFILE_RULES } = await import('../deploy/lint/dockerfile-rules.ts');
// npm runs this in the project's folder; a relative path is meant from where the person stands.
const compose = values.compose && resolve(process.env.INIT_CWD ?? '.', values.compose);
const findings = lintDeployment('.', { release: values.release, compose, nodeImage: values['node-image'] });
for (const finding of findings) console.error(describeFinding(finding));
const rules = COMPOSE_RULES.length + DOCKERFILE_RULES.length;
if (findings.length === 0) console.log(`${rules} rules hold${values.release ? ', those of a release too' : ''}.`);
process.exitCode = findings.length > 0 ? 1 : 0;
