import { defineEntity, p } from '@mikro-orm/core';
import { id } from '../../../src/platform/db/columns.js';

const schema = defineEntity({
  name: 'ThingRecord',
  tableName: 'things',
  properties: { id: id().primary(), userId: id(), name: p.string().length(80).unique() },
});

/** Something that belongs to somebody. */
export class ThingRecord extends schema.class {}
schema.setClass(ThingRecord);
