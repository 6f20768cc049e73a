import { nameKey } from '../../kernel/name-key.js';

/** Letters of other scripts that are drawn as Latin ones, each row after the letter that it looks like. */
const TWINS: Record<string, string> = {
  a: 'аαА\u0391ɑ',
  b: 'Вв\u0392ЬЪ',
  c: 'сСϲϹ',
  d: 'ԁԀ',
  e: 'еЕ\u0395ε',
  g: 'ցɡ',
  h: 'һҺН\u0397н',
  i: 'іІ\u0399ιı',
  j: 'јЈϳ',
  k: 'кК\u039aκ',
  l: 'ӏӀ',
  m: 'мМ\u039c',
  n: 'ո\u039dη',
  o: 'оО\u039fοօՕσ',
  p: 'рР\u03a1ρ',
  q: 'ԛԚ',
  s: 'ѕЅ',
  t: 'тТ\u03a4τ',
  u: 'սՍυ',
  v: 'ѵѴν',
  w: 'ԝԜω',
  x: 'хХ\u03a7χ',
  y: 'уУ\u03a5үҮ',
  z: '\u0396',
};
const LATIN_OF = new Map(Object.entries(TWINS).flatMap(([latin, twins]) => [...twins].map((one) => [one, latin])));

/** A name as it looks: two that have one shape cannot be told apart by eye, whatever scripts they are written in. */
const shapeOf = (name: string): string =>
  nameKey([...name.normalize('NFKC')].map((letter) => LATIN_OF.get(letter) ?? letter).join(''));

const looksLike = (name: string, other: string): boolean =>
  shapeOf(name) === shapeOf(other) && nameKey(name) !== nameKey(other);

/** Of two names that look alike a mixture is the one to be warned of; where neither is one, nobody can tell which is meant. */
export const poses = (name: string, other: string): boolean =>
  looksLike(name, other) && (mixesScripts(name) || !mixesScripts(other));

const PLAIN = /^[ -~]*$/;

/** Whether this can pose as another name: only then is it worth a search. */
export const mayPose = (name: string): boolean =>
  !PLAIN.test(name) || [...nameKey(name)].every((letter) => !/\p{L}/u.test(letter) || Object.hasOwn(TWINS, letter));

const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

/** Whether one word has letters of two alphabets, as no word of any language has. */
export const mixesScripts = (name: string): boolean =>
  name.split(/[\s\p{P}]+/u).some((word) => SCRIPTS.filter((script) => script.test(word)).length > 1);
