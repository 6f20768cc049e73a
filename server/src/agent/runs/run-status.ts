import { registerEnumType } from 'type-graphql';

export enum RunStatus {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  WAITING_FOR_APPROVAL = 'WAITING_FOR_APPROVAL',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
}

export enum StepKind {
  STARTED = 'STARTED',
  TEXT = 'TEXT',
  TOOL_CALL = 'TOOL_CALL',
  TOOL_RESULT = 'TOOL_RESULT',
  WAITING_FOR_APPROVAL = 'WAITING_FOR_APPROVAL',
  ANSWER = 'ANSWER',
  ERROR = 'ERROR',
  ENDED = 'ENDED',
}

registerEnumType(RunStatus, {
  name: 'RunStatus',
  description: 'Where a run of the agent stands.',
  valuesConfig: {
    QUEUED: { description: 'Waits for its turn.' },
    WAITING_FOR_APPROVAL: { description: 'Stopped until a person decides; it goes on by itself afterwards.' },
    CANCELLED: { description: 'Stopped by its person. What it had proposed before stays as it is.' },
    COMPLETED: { description: 'The agent gave its answer.' },
    FAILED: { description: 'It ended with an error.' },
    RUNNING: { description: 'The agent works on it.' },
  },
});
registerEnumType(StepKind, {
  name: 'StepKind',
  description: 'What happened in one step of a run.',
  valuesConfig: {
    STARTED: {
      description: 'The run begins, or begins again after a restart: text since the last other step is void.',
    },
    TEXT: { description: 'A piece of what the model is writing; the pieces of one turn are joined.' },
    TOOL_CALL: { description: 'The model asks for a tool.' },
    TOOL_RESULT: { description: 'What the tool gave back.' },
    WAITING_FOR_APPROVAL: { description: 'The run stops until a person decides about `transaction`.' },
    ANSWER: { description: 'The whole final answer.' },
    ERROR: { description: 'Why the run failed.' },
    ENDED: { description: 'The last step of every run.' },
  },
});

/** What a run can still be continued from, or cancelled in. */
export const OPEN_STATUSES: readonly RunStatus[] = [
  RunStatus.QUEUED,
  RunStatus.RUNNING,
  RunStatus.WAITING_FOR_APPROVAL,
];
export const isOpen = (status: RunStatus): boolean => OPEN_STATUSES.includes(status);
