import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AuditCase } from '../../test/support/app/audit-case.js';
import { verifyCommand } from './cli.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (...args: string[]) => {
  let printed = '';
  const code = await verifyCommand(
    args,
    (text) => (printed += text),
    (file) => join(folder, file),
  );
  return { code, printed };
};

describe('npm run verify', () => {
  it('exits with 0 where a file holds, and with 1 and the step where it does not', async () => {
    const subject = await AuditCase.open();
    await subject.acts(3);
    const file = await subject.file();
    await subject.close();
    writeFileSync(join(folder, 'audit.jsonl'), file);
    writeFileSync(join(folder, 'forged.jsonl'), file.replace('"index":1', '"index":7'));
    const good = await run('audit.jsonl');
    expect(good.code).toBe(0);
    expect(good.printed).toContain('This audit log holds.');
    const bad = await run('forged.jsonl');
    expect(bad.code).toBe(1);
    expect(bad.printed).toMatch(/FAILED {2}entries .*Line 2 does not follow from entry 1/);
    const cut = await run('audit.jsonl', '--head', 'a'.repeat(64));
    expect(cut.code).toBe(1);
    expect(cut.printed).toContain('does NOT hold: kept head');
  });

  it.each([
    ['no file', []],
    ['two files', ['a', 'b']],
    ['a file that is not there', ['nothing.json']],
    ['an option that does not exist', ['audit.jsonl', '--trust']],
  ])('exits with 2 and the usage for %s', async (_what, args) => {
    const { code, printed } = await run(...args);
    expect(code).toBe(2);
    expect(printed).toContain('Usage: npm run verify');
  });

  it.each([
    ['nothing at all', ''],
    ['a number', '7'],
    ['a list', '[]'],
    ['text', 'hello\n'],
    ['something that calls itself a receipt', '{"version":"tuxedo-receipt/v1"}'],
    ['null', 'null\n'],
  ])('never says that %s holds', async (_what, text) => {
    writeFileSync(join(folder, 'odd'), text);
    expect((await run('odd')).code).toBe(1);
  });
});
