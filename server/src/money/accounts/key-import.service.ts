import type { EntityManager } from '@mikro-orm/core';
import { z } from 'zod';
import { isDemo } from '../../identity/records/sealed-records.js';
import { User } from '../../identity/records/user.entity.js';
import { ActorKind } from '../../kernel/actor.js';
import { displayName } from '../../kernel/display-name.js';
import { badInput, DomainError } from '../../kernel/errors.js';
import { Network } from '../../kernel/networks.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import { accountRecord } from '../../rulebook/sealed-rows.js';
import type { KeyBinding, Vault } from '../../vault/contract/vault.js';
import { bindingFor } from './account.service.js';
import { Account, NO_REPLACEMENT } from './records/account.entity.js';

/** One line of the file: a wallet of the old system and the person here whom it is to belong to. */
const lineSchema = z.strictObject({
  userId: z.string().regex(/^usr_[0-9a-z]{26}$/, 'must be the id of a person here (usr_…)'),
  legacyUserId: z.string().min(1).max(200),
  network: z.enum(Network),
  publicKey: z.string(),
  token: z.string().max(2_000),
  name: z.string().optional(),
});
type Line = z.infer<typeof lineSchema>;

export type Imported = { publicKey: string; outcome: 'IMPORTED' | 'ALREADY_THERE' | 'REFUSED'; message: string };
export type ImportParts = {
  em: EntityManager;
  vault: Pick<Vault, 'importKey' | 'rewrap' | 'seal' | 'checkSeals'>;
  audit: AuditLog;
  /** Within the transaction that stores the key. */
  keyStillOpens: (tx: EntityManager, version: number) => Promise<void>;
};

/** Takes over keys of the old system. A line that cannot be proved is refused by name and leaves nothing behind. */
export class KeyImportService {
  constructor(private readonly parts: ImportParts) {}

  async importLine(text: string): Promise<Imported> {
    let publicKey = '(unreadable)';
    try {
      const line = readLine(text);
      publicKey = line.publicKey;
      return await this.take(line);
    } catch (error) {
      if (error instanceof DomainError) return { publicKey, outcome: 'REFUSED', message: error.message };
      throw error;
    }
  }

  private async take(line: Line): Promise<Imported> {
    const { userId, network, publicKey } = line;
    const user = await this.parts.em.fork().findOne(User, { id: userId });
    if (!user) throw badInput(`There is no person ${userId} here. Let them register first.`);
    const binding = bindingFor({ id: userId, demo: await isDemo(this.parts.vault, user) }, network);
    const { sealed } = await this.parts.vault.importKey({ binding, record: line });
    const [opens] = await this.parts.vault.rewrap({ records: [{ binding, sealed }], newDataKeys: false });
    if (!opens) throw new Error('A key that was just sealed does not open.');
    const mac = await this.parts.vault.seal(
      accountRecord({ id: binding.accountId, userId, address: publicKey, network }),
    );
    return withRowLocked(this.parts.em, User, userId, async (tx) => {
      const there = await tx.findOne(Account, { address: publicKey, network });
      if (there?.userId === userId) return { publicKey, outcome: 'ALREADY_THERE', message: `It is ${there.id}.` };
      if (there) throw badInput('Somebody else here has this account.');
      await this.parts.keyStillOpens(tx, sealed.keyVersion);
      await this.store(tx, line, { id: binding.accountId, holder: binding.holder, sealed, mac });
      return { publicKey, outcome: 'IMPORTED', message: `It is ${binding.accountId} now.` };
    });
  }

  private async store(
    tx: EntityManager,
    { userId, network, publicKey: address, name: given }: Line,
    key: Pick<Account, 'id' | 'sealed' | 'mac'> & { holder: KeyBinding['holder'] },
  ): Promise<void> {
    const name = displayName(given ?? 'Imported', 'account name');
    const times = { frozenAt: null, frozenReason: null, archivedAt: null, createdAt: new Date() };
    const rest = { ...times, ...NO_REPLACEMENT };
    await tx.persist(tx.create(Account, { ...key, userId, name, network, address, ...rest })).flush();
    await this.parts.audit.record(tx, {
      userId,
      actor: ActorKind.PERSON,
      action: 'account.imported',
      resource: key.id,
      result: 'OK',
      details: { name, address, network, by: 'the operator, from a record of the old system' },
    });
  }
}

const readLine = (text: string): Line => {
  const parsed = lineSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  // Names of fields alone: a value may be a token.
  const names = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`);
  throw badInput(`This line is not a record (${names.join('; ')}).`);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
