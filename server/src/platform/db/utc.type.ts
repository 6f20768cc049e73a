import { type Platform, Type } from '@mikro-orm/core';

const isPostgres = (platform: Platform): boolean => platform.constructor.name.startsWith('Postgre');

/**
 * A moment in UTC with milliseconds. SQLite keeps RFC 3339 text, which sorts as time does and reads back exactly;
 * PostgreSQL keeps timestamptz.
 */
export class UtcType extends Type<Date | null | undefined, string | Date | null | undefined> {
  override convertToDatabaseValue(value: Date | string | null | undefined): string | null | undefined {
    if (value === null || value === undefined) return value;
    return (value instanceof Date ? value : new Date(value)).toISOString();
  }

  override convertToJSValue(value: string | Date | null | undefined): Date | null | undefined {
    return value === null || value === undefined ? value : new Date(value);
  }

  override getColumnType(_property: unknown, platform: Platform): string {
    return isPostgres(platform) ? 'timestamptz(3)' : 'text';
  }

  override compareAsType(): string {
    return 'date';
  }

  override toJSON(value: Date | null | undefined): string | null | undefined {
    return value === null || value === undefined ? value : value.toISOString();
  }
}
