import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPerson, openChatDatabase } from '../../../test/support/app/chat-case.js';
import { makeVault } from '../../../test/support/app/vault-case.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { newId } from '../../kernel/ids.js';
import { readWords } from './history.js';
import { messageRecord } from './message-record.js';
import { MessageRole } from './message-role.js';
import { Message } from './thread.entity.js';

type Teller = { role?: MessageRole; thread?: string; apiKeyId?: string | null; sealed?: boolean };

describe('the words of the person', () => {
  const now = new Date();
  const vault = makeVault();
  let orm: Awaited<ReturnType<typeof openChatDatabase>>;
  let userId: string;
  const [threadId, other] = [newId('thr'), newId('thr')];
  const say = async (
    text: string,
    hoursAgo: number,
    { role = MessageRole.USER, thread = threadId, apiKeyId = null, sealed = true }: Teller = {},
  ) => {
    const em = orm.em.fork();
    const createdAt = new Date(now.getTime() - hoursAgo * HOUR_MS);
    const row = {
      id: newId('msg'),
      threadId: thread,
      userId,
      runId: null,
      apiKeyId,
      role,
      text,
      idempotencyKey: null,
      createdAt,
    };
    const mac = sealed ? await vault.seal(messageRecord(row)) : null;
    await em.persist(em.create(Message, { ...row, mac })).flush();
  };
  beforeAll(async () => {
    orm = await openChatDatabase();
    userId = await addPerson(orm);
    await say('too old', 25);
    await say('within the day', 23);
    await say('the agent says so', 1, { role: MessageRole.ASSISTANT });
    await say('in another thread', 1, { thread: other });
    await say('a program says so', 0.5, { apiKeyId: newId('api') });
    await say('a script says so', 0.2, { sealed: false });
    await say('just now', 0);
  });
  afterAll(() => orm.close());

  it('are those of this thread within a day, and none of the agent, of a program, or of a script', async () => {
    expect(await readWords(orm.em.fork(), vault, { userId, threadId }, now)).toEqual(['just now', 'within the day']);
  });
});
