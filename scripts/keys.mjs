import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

// Operates the keys of the database that the environment names: npm run keys -- status | rotate | rewrap | retire | replace-signer ACCOUNT | import-fernet FILE
assertNodeVersion();
if ((await build(['server'])) !== 0) process.exit(2);
await import('../server/dist/src/bin/main-keys.js');
