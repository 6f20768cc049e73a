import { expect, it } from 'vitest';
import { testDatabase } from '../../../test/support/app/test-database.js';
import { entities } from '../../app/entities.js';
import { openDatabase } from './database.js';

it('the migrations make exactly the tables of the entities, and run once', async () => {
  const orm = await openDatabase(await testDatabase(), entities);
  expect(await orm.migrator.checkSchema()).toBe(false);
  expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
  expect(await orm.migrator.getPending()).toEqual([]);
  await orm.close();
});
