import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EntityManager } from '@mikro-orm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LiveGauges } from './live-gauges.js';
import { Metrics } from './metrics.js';

type Rule = {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
};
type Measured = { name: string; type: unknown; labelNames?: string[] };

const fileOf = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
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

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  it.skipIf(!promtool)('is taken by promtool', () => {
    expect(String(execFileSync('promtool', ['check', 'rules', ALERTS]))).toContain('SUCCESS');
  });
});

it('a name that nothing measures would be seen', () => {
  expect(selectorsOf('rate(tuxedo_nothing_total{who="x"}[5m]) > 0')).toEqual([
    { name: 'tuxedo_nothing_total', labels: ['who'] },
  ]);
  expect(measured.has('tuxedo_nothing_total')).toBe(false);
  expect(measured.size).toBeGreaterThan(25);
});
