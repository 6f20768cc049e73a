import type { Message } from './thread.entity.js';

/** What of a message the vault vouches for: words count as the person's own because the server wrote down that they are. */
export const messageRecord = (message: Omit<Message, 'mac' | 'idempotencyKey' | 'runId'>) => ({
  kind: 'message' as const,
  id: message.id,
  threadId: message.threadId,
  userId: message.userId,
  apiKeyId: message.apiKeyId ?? null,
  role: message.role,
  text: message.text,
  createdAt: message.createdAt.toISOString(),
});
