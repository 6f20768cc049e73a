import type { Configuration } from '@mikro-orm/core';
import { PostgreSqlConnection, PostgreSqlDriver } from '@mikro-orm/postgresql';

const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 5;

/**
 * Closes once what is under way has ended. Kysely forgets its pool as soon as it is told to close; a caller that was
 * only being connected then fails without giving its client back, and the pool waits for that client for ever.
 */
class PatientConnection extends PostgreSqlConnection {
  override async close(force?: boolean): Promise<void> {
    if (this.connected) await this.untilIdle();
    await super.close(force);
  }

  private async untilIdle(): Promise<void> {
    const pool = await this.getNativeClient();
    const givenUpAt = Date.now() + PATIENCE_MS;
    const isBusy = () => pool.waitingCount > 0 || pool.idleCount < pool.totalCount;
    while (isBusy() && Date.now() < givenUpAt) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** MikroORM's driver for PostgreSQL, whose connection may be closed while it is used. */
export class PostgresDriver extends PostgreSqlDriver {
  protected override readonly connection: PatientConnection;

  constructor(config: Configuration) {
    super(config);
    this.connection = new PatientConnection(config);
  }
}
