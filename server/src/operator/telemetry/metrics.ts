import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15];

/** Everything that is counted while it happens. No label names a person, an account or an amount. */
export class Metrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  readonly httpSeconds = new Histogram({
    name: 'tuxedo_http_request_seconds',
    help: 'Answers over HTTP, by route and status.',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers: this.registers,
  });
  readonly operations = this.counter('tuxedo_operations_total', 'GraphQL operations at the door, of every caller.', [
    'kind',
    'actor',
    'outcome',
  ]);
  readonly operationSeconds = new Histogram({
    name: 'tuxedo_operation_seconds',
    help: 'How long queries and mutations took.',
    labelNames: ['kind', 'actor'],
    buckets: SECONDS,
    registers: this.registers,
  });
  readonly subscriptions = this.gauge('tuxedo_subscriptions', 'Subscriptions that are followed now.');
  readonly runs = this.counter('tuxedo_runs_total', 'Runs of the agent that ended.', ['outcome']);
  readonly runSeconds = new Histogram({
    name: 'tuxedo_run_turn_seconds',
    help: 'How long the agent worked without a stop.',
    buckets: [0.1, 0.5, 1, 2, 5, 15, 60, 300],
    registers: this.registers,
  });
  readonly toolCalls = this.counter('tuxedo_tool_calls_total', 'Calls of the agent.', ['tool', 'ok']);
  readonly verdicts = this.counter('tuxedo_verdicts_total', 'What the policy said of proposals.', [
    'decision',
    'actor',
  ]);
  readonly rules = this.counter('tuxedo_verdict_rules_total', 'Rules that had something to say of a proposal.', [
    'rule',
    'decision',
  ]);
  readonly approvals = this.counter('tuxedo_approvals_total', 'What became of questions to people.', ['outcome']);
  readonly signatures = this.counter('tuxedo_signatures_total', 'What the vault was asked to sign.', [
    'authority',
    'outcome',
  ]);
  readonly submissions = this.counter('tuxedo_submissions_total', 'What became of signed transactions.', ['outcome']);
  readonly sendSeconds = new Histogram({
    name: 'tuxedo_network_send_seconds',
    help: 'How long a Stellar network took to answer a send.',
    labelNames: ['network', 'answer'],
    buckets: SECONDS,
    registers: this.registers,
  });
  readonly auditEntries = this.counter('tuxedo_audit_entries_total', 'Entries of all audit logs.', ['action']);
  readonly transactionSeconds = new Histogram({
    name: 'tuxedo_database_transaction_seconds',
    help: 'Database transactions from begin to end.',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers: this.registers,
  });
  readonly scrapeErrors = this.counter(
    'tuxedo_scrape_errors_total',
    'Looks at the database for /metrics that failed.',
    ['part'],
  );

  counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: this.registers });
  }

  gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: this.registers });
  }
}
