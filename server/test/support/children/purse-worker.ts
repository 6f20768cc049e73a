import type { DatabaseConfig } from '../../../src/kernel/config.js';
import { openDatabase } from '../../../src/platform/db/database.js';
import { withRowLocked } from '../../../src/platform/db/lock.js';
import { Purse } from './purse.entity.js';

// Tests only: a process of its own that adds 1 to a purse many times over.
const [config = '', times = ''] = process.argv.slice(2);
const orm = await openDatabase(JSON.parse(config) as DatabaseConfig, [Purse]);
for (let count = 0; count < Number(times); count += 1)
  await withRowLocked(orm.em, Purse, 'a', async (_tx, purse) => {
    const { amount } = purse;
    await new Promise((resolve) => setTimeout(resolve, 1));
    purse.amount = amount + 1n;
  });
await orm.close();
