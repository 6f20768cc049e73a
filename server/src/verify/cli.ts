import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ATTESTATION_USAGE, verifyAttestationCommand } from './attestation/command.js';
import type { Report } from './receipts/report.js';
import { verifyAuditFile } from './receipts/verify-audit.js';
import { type Expected, verifyReceipt } from './receipts/verify-receipt.js';

const USAGE = `Usage: npm run verify -- FILE [--head HASH] [--passphrase TEXT] [--key BASE64] [--verdict-key BASE64]

FILE is a receipt (JSON) or an exported audit log (JSON Lines). It is checked here, with no network and no secret.
  --head        a head of the log that you kept: the file must hold it
  --passphrase  the network that a receipt has to be of
  --key         the key under the checkpoints, as you kept it
  --verdict-key the key under the vault's verdicts, from an attestation that held

${ATTESTATION_USAGE}`;

const isReceipt = (text: string): boolean => {
  try {
    return 'version' in JSON.parse(text);
  } catch {
    return false; // Several lines of JSON are no JSON.
  }
};

export const verifyText = (text: string, expected: Expected = {}): Promise<Report> =>
  isReceipt(text) ? verifyReceipt(text, expected) : verifyAuditFile(text, expected);

export const printReport = ({ what, ok, steps, trust }: Report): string => {
  const width = Math.max(...steps.map(({ name }) => name.length));
  const lines = steps.map((one) => `${one.ok ? 'ok    ' : 'FAILED'}  ${one.name.padEnd(width)}  ${one.message}`);
  const failed = steps.filter((one) => !one.ok).map(({ name }) => name);
  const verdict = ok ? `This ${what} holds.` : `This ${what} does NOT hold: ${failed.join(', ')}.`;
  return [...lines, '', verdict, trust, ''].join('\n');
};

const verifyFile = async (args: string[], pathOf: (file: string) => string): Promise<Report> => {
  const string = { type: 'string' } as const;
  const options = { head: string, passphrase: string, key: string, 'verdict-key': string };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const { 'verdict-key': verdictKey, ...expected } = values;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error('Name one file.');
  return verifyText(readFileSync(pathOf(file), 'utf8'), { ...expected, verdictKey });
};

/** Returns the exit code: 0 if everything holds, 1 if not, 2 if there was nothing to check. */
export const verifyCommand = async (
  args: string[],
  print: (text: string) => void,
  pathOf: (file: string) => string = String,
): Promise<number> => {
  try {
    const [what, ...rest] = args;
    const report =
      what === 'attestation' ? await verifyAttestationCommand(rest, pathOf) : await verifyFile(args, pathOf);
    print(printReport(report));
    return report.ok ? 0 : 1;
  } catch (error) {
    print(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
};
