import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditCase } from '../../../test/support/app/audit-case.js';
import { printReport, verifyText } from '../cli.js';

let subject: AuditCase;
let file: string;
beforeAll(async () => {
  subject = await AuditCase.open();
  await subject.act({ note: 'zł "quoted" \u2028, and a comma' });
  await subject.acts(258);
  file = await subject.file();
}, 60_000);
afterAll(() => subject.close());

const lines = () => file.slice(0, -1).split('\n');
const fileOf = (all: string[]) => all.map((line) => `${line}\n`).join('');
const failures = async (text: string, expected = {}) => {
  const { ok, steps } = await verifyText(text, expected);
  expect(ok).toBe(steps.every((step) => step.ok));
  return steps.filter((step) => !step.ok).map(({ name }) => name);
};

describe('an exported log', () => {
  it('holds offline byte for byte, with its checkpoint and the head that was kept', async () => {
    expect(lines()).toHaveLength(260);
    const head = await subject.hashOf(100);
    const { audit: key } = await subject.signer.publicKeys();
    const report = await verifyText(file, { head, key });
    expect(report.steps.map(({ name, ok }) => [name, ok])).toEqual([
      ['entries', true],
      ['checkpoints', true],
      ['kept head', true],
    ]);
    expect(printReport(report)).toContain('This audit log holds.');
    expect(printReport(await verifyText(file))).toContain('compare it with the one you kept');
  });

  it('is the same in pages as in one, and says what comes next', async () => {
    const { exporter, signer } = subject;
    const first = await exporter.page('usr_ada', 'JSONL', 0);
    expect(first).toMatchObject({ nextSeq: null, head: await subject.hashOf(259), text: file });
    const rest = await exporter.page('usr_ada', 'JSONL', 100);
    expect(fileOf(lines().slice(0, 100)) + rest.text).toBe(file);
    expect(await exporter.page('usr_ada', 'JSONL', 259)).toMatchObject({ text: '', nextSeq: null });
    expect(signer.signed).toHaveLength(1);
    await expect(exporter.page('usr_ada', 'JSONL', -1)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each<[string, (all: string[]) => string[]]>([
    ['an entry is left out', (all) => all.toSpliced(40, 1)],
    ['the first entry is left out', (all) => all.slice(1)],
    ['an entry is there twice', (all) => all.toSpliced(40, 0, all[40]!)],
    ['two entries have changed places', (all) => all.toSpliced(40, 2, all[41]!, all[40]!)],
    ['the checkpoint is left out', (all) => all.filter((line) => !line.includes('"checkpoint"'))],
    ['the checkpoint is there twice', (all) => all.toSpliced(257, 0, all[256]!)],
    ['the checkpoint stands elsewhere', (all) => all.toSpliced(256, 1).toSpliced(200, 0, all[256]!)],
    ['an empty line is put in', (all) => all.toSpliced(3, 0, '')],
    ['a line of something else is put in', (all) => all.toSpliced(3, 0, '{"note":"nothing"}')],
    ['it ends right before a checkpoint', (all) => all.slice(0, 256)],
  ])('does not hold where %s', async (_what, change) => {
    const changed = change(lines());
    expect(changed).not.toEqual(lines());
    expect(await failures(fileOf(changed))).toEqual(['entries']);
  });

  it.each([
    ['a space more', (line: string) => line.replace(':', ': ')],
    [
      'its fields in another order',
      (line: string) => line.replace(/^\{("action":"[^"]+"),("actor":"[^"]+")/, '{$2,$1'),
    ],
    ['a field more', (line: string) => line.replace(/\}$/, ',"zip":1}')],
    ['a field twice', (line: string) => line.replace(/\}$/, ',"userId":"usr_ada"}')],
    ['a letter spelled in another way', (line: string) => line.replace('"PERSON"', '"\\u0050ERSON"')],
  ])('does not hold where a line has %s', async (_what, change) => {
    for (const index of [3, 256]) {
      const all = lines();
      const changed = change(all[index]!);
      if (index === 3) expect(changed).not.toBe(all[index]);
      if (changed !== all[index]) expect(await failures(fileOf(all.with(index, changed)))).toEqual(['entries']);
    }
  });

  it('whose end was cut off holds by itself, and not for who kept a head', async () => {
    const cut = fileOf(lines().slice(0, 250));
    expect(await failures(cut)).toEqual([]);
    expect(await failures(cut, { head: await subject.hashOf(259) })).toEqual(['kept head']);
    expect(await failures(cut.slice(0, -1))).toEqual(['entries']);
    expect(await failures(fileOf(lines().slice(0, 2)).replace(/\n$/, ''))).toEqual(['entries']);
  });

  it('does not hold for who kept another key', async () => {
    expect(await failures(file, { key: Buffer.alloc(32, 1).toString('base64') })).toEqual(['checkpoints']);
  });

  it('does not hold where any one character is changed, taken out or put in', async () => {
    const edit = fc.record({
      at: fc.nat(file.length - 1),
      put: fc.constantFrom('', ' ', 'x', '0', '"', 'A', '\n', '\\', 'é'),
      take: fc.constantFrom(0, 1),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ at, put, take }) => {
        const changed = file.slice(0, at) + put + file.slice(at + take);
        fc.pre(changed !== file);
        expect(await failures(changed)).not.toEqual([]);
      }),
      { numRuns: 150, examples: [[{ at: file.length - 1, put: '', take: 1 }]] },
    );
  }, 60_000);
});

describe('as CSV', () => {
  it('it opens in a spreadsheet: a header, quotes doubled, and nothing that would run', async () => {
    const harmful = ['=cmd()', '+1', '-1', '@SUM(A1)', ' =1+1', '\t=1', '＝1', 'a "b", c\nd'];
    const one = await AuditCase.open();
    for (const result of harmful) await one.act({ result }, { result });
    const text = await one.file('CSV');
    const [header, ...rows] = text.split('\r\n');
    expect(header).toBe('seq,at,actor,action,resource,result,details,previousHash,hash');
    const results = rows.slice(0, -1).map((row) => /msg_1,((?:"(?:[^"]|"")*")|[^,]*),/s.exec(row)?.[1]);
    expect(results).toEqual(["'=cmd()", "'+1", "'-1", "'@SUM(A1)", "' =1+1", "'\t=1", "'＝1", '"a ""b"", c\nd"']);
    expect(rows[0]).toContain('"{""result"":""=cmd()""}"');
    await one.close();
  });
});
