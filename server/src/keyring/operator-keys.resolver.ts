import { Arg, Directive, Mutation, Query, Resolver } from 'type-graphql';
import { DAY_MS } from '../kernel/durations.js';
import type { Moving } from './moving-work.js';
import type { KeysView, OperatorKeysService } from './operator-keys.service.js';
import { KeyStatusType, RewrapReportType } from './operator-keys.types.js';

const NAMED_MAX = 100;

const date = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** The keys of all, for whoever operates the server and for nobody else. */
@Resolver(() => KeyStatusType)
export class OperatorKeysResolver {
  constructor(private readonly keyVersions: OperatorKeysService) {}

  @Directive('@auth(scope: OPERATE, actors: [OPERATOR])')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Query(() => KeyStatusType, { description: 'How the keys stand. Changes nothing.' })
  async keyStatus(): Promise<KeyStatusType> {
    return statusOf(await this.keyVersions.status());
  }

  @Directive('@auth(scope: OPERATE, actors: [OPERATOR])')
  @Directive('@rateLimit(max: 10, window: "10m")')
  @Mutation(() => KeyStatusType, {
    description:
      'Make a new version, which seals from now on, and begin to move every account to it. It goes on after the answer: see `rewrap`. CONFLICT while accounts are being moved, and where another process was first.',
  })
  async rotateKeys(): Promise<KeyStatusType> {
    return statusOf(await this.keyVersions.rotate());
  }

  @Directive('@auth(scope: OPERATE, actors: [OPERATOR])')
  @Directive('@rateLimit(max: 30, window: "10m")')
  @Mutation(() => RewrapReportType, {
    description:
      'Move what is left to the active version. An answer that is RUNNING goes on by itself: call it again with the same arguments, or ask `keyStatus`, to see how far it is. CONFLICT while it moves with other arguments.',
  })
  async rewrapKeys(
    @Arg('dryRun', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Try every account, and write nothing.',
    })
    dryRun: boolean | null,
    @Arg('newDataKeys', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Move every account, with a new data key: after a copy of the database and a key were lost.',
    })
    newDataKeys: boolean | null,
  ): Promise<RewrapReportType> {
    return reportOf(await this.keyVersions.rewrap({ dryRun: dryRun ?? false, newDataKeys: newDataKeys ?? false }));
  }

  @Directive('@auth(scope: OPERATE, actors: [OPERATOR])')
  @Directive('@rateLimit(max: 10, window: "10m")')
  @Mutation(() => KeyStatusType, {
    description:
      'Destroy every replaced version that no account and no backup needs any more. Where there is none, nothing happens.',
  })
  async retireKeys(): Promise<KeyStatusType> {
    return statusOf(await this.keyVersions.retire());
  }
}

const notOpening = (broken: string[]) => ({
  notOpeningCount: broken.length,
  notOpening: broken.slice(0, NAMED_MAX),
});

const reportOf = ({ broken, ...moving }: Moving): RewrapReportType => ({
  ...moving,
  state: moving.state as RewrapReportType['state'],
  ...notOpening(broken),
});

const statusOf = ({ mode, active, versions, remaining, broken, retirable, moving }: KeysView): KeyStatusType => ({
  mode: mode as KeyStatusType['mode'],
  activeVersion: active,
  versions: versions.map(({ version, state, createdAt, retiringAt, retiredAt, records }) => ({
    version,
    state: state as KeyStatusType['versions'][number]['state'],
    accounts: records,
    createdAt: new Date(createdAt),
    ageDays: Math.floor((Date.now() - Date.parse(createdAt)) / DAY_MS),
    retiringAt: date(retiringAt),
    retiredAt: date(retiredAt),
    retirable: retirable.includes(version),
  })),
  remaining,
  ...notOpening(broken),
  rewrap: moving && reportOf(moving),
});
