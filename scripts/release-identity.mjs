import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readOptions } from './arguments.mjs';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

// What this checkout would be released as, in JSON: npm run -s release-identity [-- --compose FILE --node-image IMAGE
// --app-compose FILE [--policy]]. The document is what a deployment shows of itself (tcb_info.app_compose, its bytes
// unchanged); with --policy it prints what a verifier shall demand of that deployment instead.
assertNodeVersion();
const values = readOptions(
  {
    compose: { type: 'string' },
    'node-image': { type: 'string' },
    'app-compose': { type: 'string' },
    policy: { type: 'boolean', default: false },
  },
  'npm run -s release-identity -- [--compose FILE] [--node-image IMAGE] [--app-compose FILE [--policy]]',
);
// npm runs this in the project's folder; a relative path is meant from where the person stands.
const pathOf = (path) => path && resolve(process.env.INIT_CWD ?? '.', path);
if ((await build()) !== 0) process.exit(1);
const { releaseIdentity } = await import('../deploy/release/identity.ts');
const appCompose = values['app-compose'] && readFileSync(pathOf(values['app-compose']), 'utf8');
const identity = releaseIdentity('.', { compose: pathOf(values.compose), nodeImage: values['node-image'], appCompose });
const { verifyPolicy } = await import('../deploy/release/verify-policy.ts');
console.log(JSON.stringify(values.policy ? verifyPolicy(identity) : identity, null, 2));
if (!identity.git.clean) console.error('There are changes that are not committed: nobody else can build this.');
process.exitCode = identity.observed?.faults.length ? 1 : 0;
