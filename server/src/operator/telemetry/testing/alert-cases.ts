/** What is measured, in promtool's notation: `5x3` stays, `0+2x3` grows, `_` is not there. */
type Series = Record<string, string>;

/** For each alert: measurements that it has to see, measurements next to them that it must not, and when to look. */
export type AlertCase = {
  at: string;
  /** How often it is measured; a minute unless days are looked at. */
  every?: string;
  fires: Series;
  quiet: Series;
  /** Labels of the measurement that the alert keeps. */
  labels?: Record<string, string>;
};

const buckets = (name: string, label: string, counts: Record<string, number>): Series =>
  Object.fromEntries(Object.entries(counts).map(([le, n]) => [`${name}_bucket{${label},le="${le}"}`, `0+${n}x60`]));
const operations = (labels: string, values: string): Series => ({ [`tuxedo_operations_total{${labels}}`]: values });
const signed = 'tuxedo_signatures_total{authority="POLICY",outcome="signed"}';
const audited = 'tuxedo_audit_entries_total{action="transaction.signed"}';
const open = (kind: string, state: string, what = '_oldest_age_seconds') => ({
  name: `tuxedo_open${what}{kind="${kind}",state="${state}"}`,
  labels: { kind, state },
});

const waits = (at: string, { name, labels }: ReturnType<typeof open>, limit: number): AlertCase => ({
  at,
  labels,
  fires: { [name]: `${limit + 1}x60` },
  quiet: { [name]: `${limit}x60` },
});

const slow = (at: string, name: string, label: string, [limit, next]: [string, string]): AlertCase => ({
  at,
  fires: buckets(name, label, { [limit]: 90, [next]: 100, '+Inf': 100 }),
  quiet: buckets(name, label, { [limit]: 96, [next]: 100, '+Inf': 100 }),
});

/** Above and below a rate that is given by the second. */
const often = (labels: string, [above, below]: [number, number], others = labels): AlertCase => ({
  at: '15m',
  fires: operations(labels, `0+${above}x20`),
  quiet: operations(others, `0+${below}x20`),
});

const refusedBy = (outcome: string): string => `tuxedo_signatures_total{authority="CONSENT",outcome="${outcome}"}`;
const frozen = 'tuxedo_audit_entries_total{action="agent.frozen"}';
const lag = (quantile: string): string => `tuxedo_event_loop_lag_seconds{quantile="${quantile}"}`;

export const ALERT_CASES: Record<string, AlertCase> = {
  TuxedoDown: {
    at: '5m',
    labels: { job: 'tuxedo' },
    fires: { 'up{job="tuxedo"}': '1 0x10' },
    quiet: { 'up{job="tuxedo"}': '1 0 1 0 1 0 1', 'up{job="other"}': '0x10' },
  },
  DatabaseAway: { at: '5m', fires: { tuxedo_database_up: '1 0x10' }, quiet: { tuxedo_database_up: '1 0 1 0 1 0' } },
  DatabaseSlow: slow('20m', 'tuxedo_database_transaction_seconds', 'outcome="commit"', ['1', '2']),
  AnswersSlow: slow('20m', 'tuxedo_http_request_seconds', 'route="/graphql",status="200"', ['2', '5']),
  ServerErrors: often('kind="query",actor="PERSON",outcome="INTERNAL"', [4, 2]),
  EventLoopSlow: {
    at: '20m',
    labels: { quantile: '0.99' },
    fires: { [lag('0.99')]: '0.6x30' },
    quiet: { [lag('0.99')]: '0.4x30', [lag('0.5')]: '0.6x30' },
  },
  MemoryHigh: {
    at: '20m',
    fires: { tuxedo_resident_memory_bytes: '1600000000x30' },
    quiet: { tuxedo_resident_memory_bytes: '1400000000x30' },
  },
  SocketsNearLimit: { at: '10m', fires: { tuxedo_sockets: '1601x20' }, quiet: { tuxedo_sockets: '1600x20' } },
  MeasuringFails: {
    at: '25m',
    fires: { 'tuxedo_scrape_errors_total{part="database"}': '0+1x30' },
    quiet: { 'tuxedo_scrape_errors_total{part="database"}': '0x5 2x30' },
  },
  SpendingLimitHit: {
    at: '10m',
    fires: { 'tuxedo_verdict_rules_total{rule="per-day-cap",decision="REFUSE"}': '0+1x20' },
    quiet: {
      'tuxedo_verdict_rules_total{rule="per-day-cap",decision="REFUSE"}': '0 1 2x20',
      'tuxedo_verdict_rules_total{rule="per-day-cap",decision="ASK"}': '0+9x20',
    },
  },
  // The counter is not there before the first time, and the first time is what somebody waits for.
  AgentStopped: { at: '30m', fires: { [frozen]: '_x20 1x20' }, quiet: { [frozen]: '1x40' } },
  SignaturesRefused: {
    at: '30m',
    fires: { [refusedBy('CONSENT_MISMATCH')]: '_x20 1x20' },
    quiet: {
      [refusedBy('CONSENT_MISMATCH')]: '1x40',
      [refusedBy('signed')]: '_x20 1x20',
      [refusedBy('NETWORK_ERROR')]: '_x20 1x20',
    },
  },
  SignedWithoutAudit: {
    at: '20m',
    fires: { [signed]: '0+1x30', [audited]: '0x30' },
    quiet: { [signed]: '0+1x30', [audited]: '0+1x30' },
  },
  QueueStuck: waits('5m', open('transactions', 'APPROVED'), 300),
  OutcomeUnknown: waits('1m', open('transactions', 'UNKNOWN'), 900),
  ReservationsStuck: waits('1m', open('reservations', 'RESERVED'), 3600),
  PaymentsFail: {
    at: '20m',
    fires: { 'tuxedo_submissions_total{outcome="FAILED"}': '0+1x40' },
    quiet: {
      'tuxedo_submissions_total{outcome="FAILED"}': '0 1 2 3x40',
      'tuxedo_submissions_total{outcome="CONFIRMED"}': '0+9x40',
    },
  },
  ApprovalsPileUp: waits('20m', open('approvals', 'PENDING', ''), 100),
  RunsFail: {
    at: '12m',
    fires: { 'tuxedo_runs_total{outcome="FAILED"}': '0+1x20' },
    quiet: { 'tuxedo_runs_total{outcome="COMPLETED"}': '0+9x20' },
  },
  RunsWaitForTheirTurn: waits('10m', open('runs', 'QUEUED', ''), 20),
  RateLimitsHit: often('kind="query",actor="PERSON",outcome="RATE_LIMITED"', [66, 54]),
  GuessingAtOthers: often('kind="query",actor="PERSON",outcome="NOT_FOUND"', [33, 27]),
  SignInsFail: often(
    'kind="mutation",actor="NOBODY",outcome="UNAUTHENTICATED"',
    [66, 600],
    'kind="query",actor="NOBODY",outcome="ok"',
  ),
  RecoveriesPileUp: {
    at: '30m',
    fires: { 'tuxedo_audit_entries_total{action="user.recovered"}': '0+1x60' },
    quiet: { 'tuxedo_audit_entries_total{action="user.recovered"}': '0 1 2 3x60' },
  },
  NetworkAway: {
    at: '10m',
    labels: { network: 'TESTNET' },
    fires: { 'tuxedo_network_up{network="TESTNET"}': '1 0x20' },
    quiet: { 'tuxedo_network_up{network="TESTNET"}': '1 0 0 0 1 0 0 0 0 1 0' },
  },
  LedgerOld: {
    at: '10m',
    labels: { network: 'TESTNET' },
    fires: { 'tuxedo_network_ledger_age_seconds{network="TESTNET"}': '121x20' },
    quiet: {
      'tuxedo_network_ledger_age_seconds{network="TESTNET"}': '120x20',
      'tuxedo_network_ledger_age_seconds{network="LOCAL"}': '9999x20',
    },
  },
  BackupOld: {
    at: '28h',
    every: '30m',
    fires: { tuxedo_backup_timestamp_seconds: '0x60' },
    quiet: { tuxedo_backup_timestamp_seconds: '0x48 86400x20' },
  },
  RotationStuck: {
    at: '6h10m',
    every: '10m',
    fires: { tuxedo_key_records_remaining: '3x40' },
    quiet: { tuxedo_key_records_remaining: '3x30 0 3x10' },
  },
  EvidenceOld: {
    at: '10m',
    fires: { tuxedo_attestation_age_seconds: '1801x20' },
    quiet: { tuxedo_attestation_age_seconds: '1800x20' },
  },
};
