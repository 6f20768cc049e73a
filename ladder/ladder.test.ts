import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { lineOf } from './finding.ts';
import { makeTree, ROOTS, readTexts, type Texts } from './tree.ts';

const texts = readTexts('.');
const tree = makeTree(texts);
/** The real tree with some files more, or other ones: what the check says of it. */
const checkWith = (planted: Record<string, string>): string[] => {
  const changed: Texts = new Map([...texts, ...Object.entries(planted)]);
  const kept = new Map([...tree].filter(([path]) => !(path in planted)));
  return check(makeTree(changed, kept)).map(lineOf);
};
const added = (path: string, line: string): Record<string, string> => ({ [path]: `${line}\n${texts.get(path) ?? ''}` });
const many = (count: number, lines = 1): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_none, index) => [
      `server/src/verify/planted-${index}.ts`,
      `export const planted${index} = 1;\n`.repeat(lines),
    ]),
  );

const FAULTS: [what: string, planted: Record<string, string>, said: string][] = [
  [
    'kernel imports money',
    added('server/src/kernel/ids.ts', "import type { Policy } from '../money/policy/policy.entity.js';"),
    'server/src/kernel/ids.ts: imports server/src/money/policy/policy.entity.ts. That stands above it',
  ],
  [
    'policy imports policy-changes',
    added('server/src/money/policy/caps.ts', "import { x } from '../policy-changes/change-text.js';"),
    'server/src/money/policy/caps.ts: imports server/src/money/policy-changes/change-text.ts. That stands above it',
  ],
  [
    'a folder imports one that is inside it and above it',
    added('server/src/vault/room/keys/planted.ts', "export * from '../../room/embedded-vault.js';"),
    'server/src/vault/room/keys/planted.ts: imports server/src/vault/room/embedded-vault.ts. That stands above it',
  ],
  [
    'the ui of the client imports a feature as it goes',
    added('client/src/ui/planted.ts', "export const late = () => import('../chat/ChatPage.js');"),
    'client/src/ui/planted.ts: imports client/src/chat/ChatPage.tsx. That stands above it',
  ],
  [
    'a ledger imports Horizon',
    added('server/local-network/ledger/planted.ts', "import '../horizon/routes.js';"),
    'server/local-network/ledger/planted.ts: imports server/local-network/horizon/routes.ts. That stands above it',
  ],
  [
    'the room imports a file that is not there',
    added('server/src/vault/room/planted.ts', "import '../nowhere.js';"),
    'server/src/vault/room/planted.ts: imports ../nowhere.js. So the vault',
  ],
  ['a folder is not listed', { 'server/src/money/shares/planted.ts': '' }, 'server/src/money/shares: is no rung'],
  [
    'a folder inside a listed one is not listed',
    { 'server/src/kernel/utils/planted.ts': '' },
    'server/src/kernel/utils: is no rung',
  ],
  ['a folder of the client is not listed', { 'client/src/trading/P.tsx': '' }, 'client/src/trading: is no rung'],
  [
    'the room comes to type-graphql by way of another file',
    {
      ...added('server/src/vault/room/planted.ts', "import { planted } from '../../kernel/planted.js';"),
      'server/src/kernel/planted.ts': "export { ObjectType as planted } from 'type-graphql';\n",
    },
    'server/src/kernel/planted.ts: imports type-graphql. ' +
      "So the vault's process loads it: server/src/vault/room/planted.ts -> server/src/kernel/planted.ts.",
  ],
  [
    'the room comes to an entity by way of a file that it imports as it goes',
    {
      ...added('server/src/vault/room/planted.ts', "export const late = () => import('../contract/planted.js');"),
      'server/src/vault/contract/planted.ts': "export * from '../../platform/audit/audit.entity.js';\n",
    },
    'server/src/vault/contract/planted.ts: imports server/src/platform/audit/audit.entity.ts',
  ],
  [
    'the room imports what only the running program knows',
    added('server/src/vault/room/planted.ts', 'export const late = (name: string) => import(name);'),
    'server/src/vault/room/planted.ts: imports (computed)',
  ],
  [
    'the room comes to a feature by way of what it may import',
    {
      ...added('server/src/vault/room/planted.ts', "import '../contract/planted.js';"),
      'server/src/vault/contract/planted.ts': "import '../../platform/events/wake-ups.js';\n",
    },
    'server/src/vault/contract/planted.ts: imports server/src/platform/events/wake-ups.ts. ' +
      'So the room loads it: server/src/vault/room/planted.ts -> server/src/vault/contract/planted.ts.',
  ],
  [
    'the rulebook comes to the configuration by way of kernel',
    {
      ...added('server/src/rulebook/rules/planted.ts', "export * from '../../kernel/planted.js';"),
      'server/src/kernel/planted.ts': "export { readConfig } from './config.js';\n",
    },
    'server/src/kernel/planted.ts: imports server/src/kernel/config.ts. So the rulebook loads it',
  ],
  [
    'the rulebook reads files',
    added('server/src/rulebook/sizing/planted.ts', "import { readFileSync } from 'node:fs';"),
    'server/src/rulebook/sizing/planted.ts: imports node:fs. So the rulebook loads it',
  ],
  [
    'two files of one folder import each other',
    {
      'server/src/kernel/planted-a.ts': "import './planted-b.js';\n",
      'server/src/kernel/planted-b.ts': "import type { A } from './planted-a.js';\n",
    },
    'server/src/kernel/planted-a.ts: imports itself by way of server/src/kernel/planted-b.ts',
  ],
  ['a folder holds 21 sources', many(20), 'server/src/verify: holds 21 sources'],
  ['a folder holds more than 1,800 lines', many(6, 300), 'server/src/verify: holds 7 sources of 18'],
  [
    'a function takes five positional parameters',
    added('server/src/verify/planted.ts', 'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];'),
    'server/src/verify/planted.ts: f takes 5 parameters',
  ],
  [
    'a constructor takes five positional parameters',
    added('server/src/verify/planted.ts', 'export class P { constructor(readonly a: 1, b: 1, c: 1, d: 1, e: 1) {} }'),
    'server/src/verify/planted.ts: the constructor of P takes 5 parameters',
  ],
  [
    'the local network imports the server',
    added('server/local-network/ledger/planted.ts', "import '../../src/kernel/ids.js';"),
    'server/local-network/ledger/planted.ts: imports server/src/kernel/ids.ts. The local network stands alone',
  ],
  [
    'a feature of the server starts the local network',
    added('server/src/app/planted.ts', "import '../../local-network/local-network.js';"),
    'server/src/app/planted.ts: imports server/local-network/local-network.ts. Only bin/ and tests',
  ],
  [
    "the vault's channel knows the API",
    added('server/src/vault/channel/planted.ts', "import type { GraphQLError } from 'graphql';"),
    'server/src/vault/channel/planted.ts: imports graphql. The vault knows no API',
  ],
  [
    'a run imports the model client',
    added('server/src/agent/runs/planted.ts', "import OpenAI from 'openai';"),
    'server/src/agent/runs/planted.ts: imports openai. Only agent/model/',
  ],
  [
    'money speaks to the network',
    added('server/src/money/accounts/planted.ts', "import { Horizon } from '@stellar/stellar-sdk';"),
    'server/src/money/accounts/planted.ts: imports @stellar/stellar-sdk. Only stellar/ speaks to the network',
  ],
  [
    'one feature of the client imports another',
    added('client/src/chat/planted.ts', "import '../policy/rule-words.js';"),
    'client/src/chat/planted.ts: imports client/src/policy/rule-words.ts. Features of the client',
  ],
  [
    'the program imports what is there for tests',
    added('server/src/app/planted.ts', "import '../../test/support/app/test-app.js';"),
    'server/src/app/planted.ts: imports server/test/support/app/test-app.ts. Only tests',
  ],
  [
    "a service's file holds no service of its name",
    { 'server/src/keyring/key-care.service.ts': 'export class KeyCare {}\nexport class CareService {}\n' },
    'server/src/keyring/key-care.service.ts: exports no class KeyCareService',
  ],
  [
    'a service stands in a file that says nothing of it',
    { 'server/src/keyring/key-care.ts': 'export class KeyCareService {}\n' },
    'server/src/keyring/key-care.ts: exports the class KeyCareService',
  ],
  [
    'two files give one name to two things',
    {
      'server/src/keyring/planted.ts': 'export type Planted = string;\n',
      'server/src/verify/planted.ts': 'export const Planted = { a: 1 };\nexport type Planted = keyof typeof Planted;\n',
    },
    'exports Planted, as server/src/keyring/planted.ts does',
  ],
  [
    'the server imports what is for the vault alone',
    added('server/src/money/prices/planted.ts', "import { addressOf } from '../../vault/room/ciphers/ed25519.js';"),
    'server/src/money/prices/planted.ts: imports server/src/vault/room/ciphers/ed25519.ts. What server and vault share',
  ],
  [
    'an object spreads what it spells out itself',
    { 'server/src/verify/planted.ts': 'export const both = (a, b) => ({\n  ...{ a, b },\n});\n' },
    'server/src/verify/planted.ts: spreads in line 2',
  ],
  [
    'a component is given what it spells out itself',
    { 'client/src/ui/Planted.tsx': 'export const Planted = ({ a }) => <b {...{ a }} />;\n' },
    'client/src/ui/Planted.tsx: spreads in line 1',
  ],
];

describe('the ladder', () => {
  it('holds as the tree is committed', () => {
    expect(checkWith({})).toEqual([]);
  });

  it.each(FAULTS)('does not hold where %s', (_what, planted, said) => {
    expect(checkWith(planted)).toContainEqual(expect.stringContaining(said));
  });

  it('holds with 20 sources and four parameters', () => {
    expect(
      checkWith({ ...many(18), ...added('server/src/verify/planted.ts', 'export const f = (a, b, c, d) => 1;') }),
    ).toEqual([]);
  });

  it('lets a test import what stands above it, and the room a type that is gone when it runs', () => {
    expect(
      checkWith({
        ...added('server/src/kernel/planted.test.ts', "import '../money/policy/policy.entity.js';"),
        ...added(
          'server/src/vault/room/planted.ts',
          "import type { AuditEntry } from '../../platform/audit/audit.entity.js';",
        ),
      }),
    ).toEqual([]);
  });

  it('lets a service stand in its file with what belongs to it, and a condition be spread', () => {
    expect(
      checkWith({
        'server/src/keyring/key-care.service.ts':
          'export class KeyCareService {}\nexport class KeyLost extends Error {}\nexport const f = (a) => ({ ...(a && { a }) });\n',
      }),
    ).toEqual([]);
  });

  it('says that a rung has lost its folder', () => {
    const without = new Map([...tree].filter(([, { folder }]) => folder !== 'server/src/keyring'));
    expect(check(without).map(lineOf)).toContainEqual(
      expect.stringContaining('server/src/keyring: is a rung without a source'),
    );
  });

  it('is a command that ends with 1 and says each fault on one line', () => {
    const copy = mkdtempSync(join(tmpdir(), 'ladder-'));
    try {
      for (const root of ROOTS) cpSync(root, join(copy, root), { recursive: true });
      writeFileSync(join(copy, 'server/src/keyring/planted.ts'), "export * from '../money/policy/policy.entity.js';\n");
      const { status, stderr } = spawnSync(process.execPath, [resolve('scripts/ladder.mjs')], {
        cwd: copy,
        encoding: 'utf8',
      });
      expect(stderr).toMatch(/^server\/src\/keyring\/planted\.ts: imports [^\n]*\n$/);
      expect(status).toBe(1);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
