import { p } from '@mikro-orm/core';
import { StroopsType } from './stroops.type.js';
import { UtcType } from './utc.type.js';

/** The column kinds of our own, next to MikroORM's `p`. */
export const stroops = () => p.type(StroopsType).$type<bigint>();
export const utc = () => p.type(UtcType).$type<Date>();
export const id = () => p.string().length(40);
