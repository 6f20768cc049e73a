// Runs a network in a process of its own, so that a test can kill it. Prints the address once it listens.
import { startLocalNetwork } from '../local-network.js';

const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error('Name the data directory.');
const network = await startLocalNetwork({ port: 0, dataDir, closeAfterMs: 5 });
process.stdout.write(`${network.url}\n`);
