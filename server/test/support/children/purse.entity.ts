import { defineEntity, p } from '@mikro-orm/core';
import { id, stroops } from '../../../src/platform/db/columns.js';

const schema = defineEntity({
  name: 'Purse',
  tableName: 'test_purses',
  properties: { id: id().primary(), amount: stroops(), note: p.string().length(40) },
});

/** Tests only: a row that many read and then write. */
export class Purse extends schema.class {}
schema.setClass(Purse);
