import canonicalize from 'canonicalize';
import type { PlainEntry } from './audit-hash.js';

const COLUMNS = ['seq', 'at', 'actor', 'action', 'resource', 'result', 'details', 'previousHash', 'hash'] as const;

// A spreadsheet runs what begins like this, also after a space or written in full width.
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

const cell = (value: string): string => {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** RFC 4180: quotes are doubled, and lines end with CR LF. */
const row = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

export const CSV_HEADER = row(COLUMNS);

export const csvLine = (entry: PlainEntry): string =>
  row(COLUMNS.map((name) => (name === 'details' ? (canonicalize(entry.details) ?? '') : String(entry[name]))));
