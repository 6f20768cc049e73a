import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { composeHashOf } from '../../quote-verifier/compose-hash.js';
import { startFakeGuestAgent } from './fake-guest-agent.js';

// For a rehearsal without hardware: npm run fake-enclave -- FOLDER, until Ctrl+C. It protects nothing.
const folder = resolve(process.env.INIT_CWD ?? '.', process.argv[2] ?? 'fake-enclave');
mkdirSync(folder, { recursive: true, mode: 0o700 });
const socket = join(folder, 'dstack.sock');
const { machine, close } = await startFakeGuestAgent(socket);
const write = (file: string, value: unknown): void =>
  writeFileSync(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
write('collateral.json', machine.platform.collateral());
write('policy.json', { version: 'tuxedo-release/v1', composeHashes: [composeHashOf(machine.appCompose)] });
const root = machine.platform.rootSha256;
process.stdout.write(`
  This is NOT an enclave: a program that speaks like one, for rehearsals. Its keys are no secret.

  1  TEE_MODE=required DSTACK_SOCKET=${socket} npm start
  2  npm run verify -- attestation http://localhost:4000 --policy ${join(folder, 'policy.json')} \\
       --collateral ${join(folder, 'collateral.json')} --root ${root}

`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close());
