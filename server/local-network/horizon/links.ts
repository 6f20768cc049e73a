// The `_links` of Horizon's documents, absolute to the address the client used.
export type Link = { href: string; templated?: true };

export function link(base: string, path: string): Link {
  return { href: `${base}${path}` };
}

export function pagedLink(base: string, path: string): Link {
  return { href: `${base}${path}{?cursor,limit,order}`, templated: true };
}

/** Horizon writes amounts with seven decimals, always. */
export function formatStroops(stroops: bigint): string {
  const digits = stroops.toString().padStart(8, '0');
  return `${digits.slice(0, -7)}.${digits.slice(-7)}`;
}

export function formatTime(seconds: bigint): string {
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`;
}
