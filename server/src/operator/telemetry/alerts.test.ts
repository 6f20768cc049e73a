import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EntityManager } from '@mikro-orm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { LiveGauges } from './live-gauges.js';
import { Metrics } from './metrics.js';
import { ALERT_CASES } from './testing/alert-cases.js';

type Rule = {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
};
type Measured = { name: string; type: unknown; labelNames?: string[] };

const fileOf = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const ALERTS = fileOf('ops/alerts.yaml');
const { groups } = parse(readFileSync(ALERTS, 'utf8')) as { groups: { name: string; rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

const metrics = new Metrics();
const gauges = new LiveGauges(null as unknown as EntityManager, metrics);
afterAll(() => gauges.stop());
const measured = new Map((metrics.registry.getMetricsAsArray() as unknown as Measured[]).map((one) => [one.name, one]));
/** Prometheus itself gives it for everything that it asks. */
const GIVEN = ['up'];

const selectorsOf = (expr: string) =>
  [...expr.matchAll(/\b(tuxedo_[a-z_]+|up)\b(?:\{([^}]*)\})?/g)].map(([, name = '', labels = '']) => ({
    name: name.replace(/_(bucket|sum|count)$/, ''),
    labels: [...labels.matchAll(/([a-z_]+)\s*[!=]/g)].map(([, label]) => label!),
  }));

const anchors = new Set(
  [...readFileSync(fileOf('docs/operate.md'), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  ),
);

describe('every alert', () => {
  it('has a name of its own, and there is one for each group of risks', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(groups.map(({ name }) => name)).toEqual(
      ['operation', 'money', 'agent', 'abuse', 'network', 'keys and copies'].map((name) => `tuxedo ${name}`),
    );
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s asks for what is measured, and says what to do',
    (_name, rule) => {
      const selectors = selectorsOf(rule.expr).filter(({ name }) => !GIVEN.includes(name));
      expect(selectorsOf(rule.expr).length).toBeGreaterThan(0);
      for (const { name, labels } of selectors) {
        expect([...measured.keys()], rule.expr).toContain(name);
        expect([...(measured.get(name)?.labelNames ?? []), 'job', 'le'], rule.expr).toEqual(
          expect.arrayContaining(labels),
        );
      }
      expect(['critical', 'warning']).toContain(rule.labels.severity);
      expect(rule.for).toMatch(/^\d+[mh]$/);
      expect(rule.annotations.summary).toMatch(/^[A-Z].+\.$/);
      const [file, anchor] = rule.annotations.runbook.split('#');
      expect(file).toBe('docs/operate.md');
      expect([...anchors]).toContain(anchor);
    },
  );

  it('has measurements that it sees, and others beside them that it does not', () => {
    expect(Object.keys(ALERT_CASES).toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
  });
});

// `npm test` brings it; without it nothing but promtool could say what an expression means.
const promtool = process.env.PROMTOOL ?? 'promtool';
const isThere = process.env.PROMTOOL !== undefined || spawnSync(promtool, ['--version']).status === 0;
describe.skipIf(!isThere)('promtool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-alerts-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(promtool, args, { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };

  it('takes the rules', () => {
    expect(run('check', 'rules', ALERTS)).toMatchObject({ status: 0, text: expect.stringContaining('SUCCESS') });
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    'sees %s where it has to, and not beside',
    (_name, rule) => {
      const { at, every = '1m', fires, quiet, labels = {} } = ALERT_CASES[rule.alert]!;
      const alarm = { exp_labels: { ...rule.labels, ...labels }, exp_annotations: rule.annotations };
      const test = (series: Record<string, string>, alarms: object[]) => ({
        interval: every,
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        alert_rule_test: [{ eval_time: at, alertname: rule.alert, exp_alerts: alarms }],
      });
      const file = join(folder, `${rule.alert}.yaml`);
      writeFileSync(
        file,
        stringify({ rule_files: [ALERTS], evaluation_interval: every, tests: [test(fires, [alarm]), test(quiet, [])] }),
      );
      expect(run('test', 'rules', file)).toMatchObject({ status: 0, text: expect.stringContaining('SUCCESS') });
    },
  );
});

it('a name that nothing measures would be seen', () => {
  expect(selectorsOf('rate(tuxedo_nothing_total{who="x"}[5m]) > 0')).toEqual([
    { name: 'tuxedo_nothing_total', labels: ['who'] },
  ]);
  expect(measured.has('tuxedo_nothing_total')).toBe(false);
  expect(measured.size).toBeGreaterThan(25);
});
