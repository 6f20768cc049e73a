import type { EntityManager } from '@mikro-orm/core';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import type { Events } from '../../platform/events/events.js';
import type { Vault } from '../../vault/contract/vault.js';
import { RunJournal } from '../runs/run-journal.js';
import { RunsService } from '../runs/runs.service.js';
import { storeAnswer } from './history.js';
import { MessagesService } from './messages.service.js';
import { ThreadsService } from './threads.service.js';

export type ChatParts = { em: EntityManager; vault: Vault; audit: AuditLog; events: Events };

/** What is said, and the runs that it asks for. */
export const makeChat = ({ em, vault, audit, events }: ChatParts) => {
  const journal = new RunJournal(em, events, storeAnswer);
  const runs = new RunsService(journal, events);
  return {
    journal,
    runs,
    threads: new ThreadsService(em, audit, runs),
    messages: new MessagesService(em, audit, runs, vault),
  };
};
