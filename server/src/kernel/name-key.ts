/**
 * A name as names are compared: without case, without the characters one cannot see, and with look-alike forms such as
 * full-width letters made one. Two contacts whose keys are equal would read the same.
 */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();

/** How many letters must change to make one text of the other (Levenshtein). */
const distance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
};

const NEAR_MAX = 5;

/** The names somebody may have meant, nearest first. */
export const nearNames = (wanted: string, names: string[]): string[] => {
  const key = nameKey(wanted).slice(0, 80);
  const scored = names.map((name) => {
    const other = nameKey(name);
    const contained = key.length > 1 && (other.includes(key) || key.includes(other));
    return { name, score: contained ? 0 : distance(key, other), limit: Math.max(2, Math.floor(other.length / 3)) };
  });
  const near = scored.filter(({ score, limit }) => score <= limit).sort((a, b) => a.score - b.score);
  return near.slice(0, NEAR_MAX).map(({ name }) => name);
};
