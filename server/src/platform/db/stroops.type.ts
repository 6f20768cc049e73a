import { type Platform, Type } from '@mikro-orm/core';

const isPostgres = (platform: Platform): boolean => platform.constructor.name.startsWith('Postgre');

/**
 * Money in stroops as a bigint. SQLite's integers lose precision above 2^53 without an error, so there it is text;
 * sums are therefore made in code, never in SQL.
 */
export class StroopsType extends Type<bigint | null | undefined, string | null | undefined> {
  override convertToDatabaseValue(value: bigint | null | undefined): string | null | undefined {
    return value === null || value === undefined ? value : value.toString();
  }

  override convertToJSValue(value: bigint | string | null | undefined): bigint | null | undefined {
    return value === null || value === undefined ? value : BigInt(value);
  }

  override getColumnType(_property: unknown, platform: Platform): string {
    return isPostgres(platform) ? 'numeric(39,0)' : 'text';
  }

  override compareAsType(): string {
    return 'bigint';
  }

  override toJSON(value: bigint | null | undefined): string | null | undefined {
    return value === null || value === undefined ? value : value.toString();
  }
}
