import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOptions } from './arguments.mjs';
import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

// Makes the files of a release from images that have been pushed: npm run release -- --backend IMAGE@sha256:...
// --frontend IMAGE@sha256:... --node-image IMAGE@sha256:... --public-url https://... [--out release]
assertNodeVersion();
const values = readOptions(
  {
    backend: { type: 'string' },
    frontend: { type: 'string' },
    'node-image': { type: 'string' },
    'public-url': { type: 'string' },
    out: { type: 'string', default: 'release' },
  },
  'npm run release -- --backend IMAGE@sha256:… --frontend IMAGE@sha256:… --node-image IMAGE@sha256:… --public-url URL [--out FOLDER]',
);
const missing = ['backend', 'frontend', 'node-image', 'public-url'].filter((name) => !values[name]);
if (missing.length > 0) {
  console.error(`Give ${missing.map((name) => `--${name}`).join(', ')}. See docs/deploy-phala.md.`);
  process.exit(2);
}
if ((await build()) !== 0) process.exit(1);
const { COMPOSE_NAME, describeFinding, lintDeployment } = await import('../deploy/lint/lint.ts');
const { releaseIdentity } = await import('../deploy/release/identity.ts');
const { fillCompose } = await import('../deploy/release/fill-compose.ts');

const out = resolve(process.env.INIT_CWD ?? '.', values.out);
const compose = join(out, COMPOSE_NAME);
const nodeImage = values['node-image'];
const { backend, frontend, 'public-url': publicUrl } = values;
mkdirSync(out, { recursive: true });
writeFileSync(compose, fillCompose(readFileSync(COMPOSE_NAME, 'utf8'), { backend, frontend, publicUrl }));
const identity = releaseIdentity('.', { compose, nodeImage });
writeFileSync(join(out, 'release.json'), `${JSON.stringify(identity, null, 2)}\n`);

const findings = lintDeployment('.', { release: true, compose, nodeImage }).map(describeFinding);
const faults = [...findings, ...(identity.git.clean ? [] : ['There are changes that are not committed.'])];
for (const fault of faults) console.error(fault);
console.log(faults.length > 0 ? `Not fit for a release: ${out}` : `${compose} and release.json are ready.`);
process.exitCode = faults.length > 0 ? 1 : 0;
