import { createHash, randomBytes } from 'node:crypto';

/** What every key begins with, so that people and scanners of leaked secrets know one when they see it. */
export const KEY_PREFIX = 'txk_';
const SHOWN = KEY_PREFIX.length + 4;
const TOKEN = /^txk_[\w-]{43}$/;
const ANYWHERE = /txk_[\w-]{20,}/i;

/** 256 random bits: nobody guesses them, so a plain hash is enough to keep. */
export const newKeyToken = (): string => `${KEY_PREFIX}${randomBytes(32).toString('base64url')}`;

export const isKeyToken = (text: string): boolean => TOKEN.test(text);

/** Whether a text, such as an address that is about to be logged somewhere, has a key in it. */
export const holdsKeyToken = (text: string): boolean => ANYWHERE.test(text);

export const hashKeyToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** `txk_ab12`: tells a person's keys apart and helps nobody to guess one. */
export const shownPrefix = (token: string): string => token.slice(0, SHOWN);
