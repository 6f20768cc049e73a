import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/support/app/test-database.js';
import { Stream, StreamEvent } from '../events/event.entity.js';
import { openDatabase } from './database.js';

describe('a database that is closed', () => {
  it.each([0, 5, 15])('%i ms after 20 questions began answers them all first', async (afterMs) => {
    const orm = await openDatabase(await testDatabase(), [Stream, StreamEvent]);
    const answers = Array.from({ length: 20 }, () => orm.em.fork().count(Stream));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await orm.close();
    expect(await Promise.all(answers)).toEqual(Array(20).fill(0));
  });
});
