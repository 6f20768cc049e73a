import { Arg, Ctx, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { badInput } from '../../kernel/errors.js';
import type { CheckpointSigner } from '../../rulebook/checkpoint.js';
import { type Connection, paginate } from '../graphql/connection.js';
import { actorOf, type RequestContext } from '../graphql/context.js';
import { AuditRecord } from './audit.entity.js';
import {
  AuditConnection,
  AuditEntryType,
  AuditExportType,
  AuditFilter,
  AuditFormat,
  AuditVerification,
} from './audit.types.js';
import type { AuditExportService } from './audit-export.service.js';
import type { AuditLog } from './audit-log.js';
import type { Known } from './chain-walk.js';

/** The caller's own log. */
@Resolver(() => AuditEntryType)
export class AuditResolver {
  constructor(
    private readonly audit: AuditLog,
    private readonly exporter: AuditExportService,
    private readonly signer: CheckpointSigner,
  ) {}

  @FieldResolver(() => ID, { nullable: true, description: 'The API key that acted, or that told the agent to.' })
  apiKeyId(@Root() { details }: AuditRecord): string | null {
    return typeof details.apiKeyId === 'string' ? details.apiKeyId : null;
  }

  @Directive('@auth(scope: READ)')
  @Query(() => AuditConnection, { description: 'Every act of mine or in my name, newest first.' })
  auditLog(
    @Ctx() context: RequestContext,
    @Arg('filter', () => AuditFilter, { nullable: true }) filter: AuditFilter | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<AuditRecord>> {
    return paginate(
      context.em,
      AuditRecord,
      { userId: actorOf(context).userId, ...conditions(filter) },
      { first, after },
    );
  }

  @Directive('@auth(scope: READ)')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Query(() => AuditVerification, {
    description:
      'Recomputes my whole chain from its first entry, and its checkpoints. Give the head you kept: only so a cut end or an old copy is noticed. A server that lies is found out by `npm run verify` over the export.',
  })
  verifyAuditLog(
    @Ctx() context: RequestContext,
    @Arg('knownHead', () => String, { nullable: true, description: 'A head you kept, hex.' }) hash: string | null,
    @Arg('knownSeq', () => Int, { nullable: true, description: 'The number of the entry it is the hash of.' })
    seq: number | null,
  ): Promise<AuditVerification> {
    return this.verify(actorOf(context).userId, readKnown(hash, seq));
  }

  @Directive('@auth(scope: READ, actors: [PERSON, API_KEY])')
  @Directive('@rateLimit(max: 120, window: "1m")')
  @Directive('@cost(weight: 20)')
  @Query(() => AuditExportType, {
    description: 'My log as a file, oldest entry first, in pages of up to 1000 entries.',
  })
  auditExport(
    @Ctx() context: RequestContext,
    @Arg('format', () => AuditFormat, { description: 'How it is written.' }) format: AuditFormat,
    @Arg('after', () => Int, { nullable: true, defaultValue: 0, description: 'The `nextSeq` of the page before.' })
    after: number,
  ): Promise<AuditExportType> {
    return this.exporter.page(actorOf(context).userId, format, after);
  }

  private async verify(userId: string, known: Known | undefined): Promise<AuditVerification> {
    const { audit: checkpointKey } = await this.signer.publicKeys();
    return { ...(await this.audit.verify(userId, { publicKey: checkpointKey, known })), checkpointKey };
  }
}

const readKnown = (hash: string | null | undefined, seq: number | null | undefined): Known | undefined => {
  if (hash == null && seq != null) throw badInput('Give `knownHead` with `knownSeq`: a number alone proves nothing.');
  if (hash == null) return undefined;
  if (!/^[0-9a-f]{64}$/.test(hash)) throw badInput('A head has 64 hex digits, in small letters.');
  return { hash, ...(seq != null && { seq }) };
};

const conditions = (filter: AuditFilter | null): Record<string, unknown> => {
  const { action, resource, since, until } = filter ?? {};
  const escaped = action?.replace(/[\\%_]/g, '');
  return {
    ...(escaped && { action: { $like: `${escaped}%` } }),
    ...(resource && { resource }),
    ...((since || until) && { at: { ...(since && { $gte: since }), ...(until && { $lt: until }) } }),
  };
};
