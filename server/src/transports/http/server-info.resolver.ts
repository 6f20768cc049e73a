import { Query, Resolver } from 'type-graphql';
import { ServerInfo } from './server-info.types.js';

/** What anybody may ask before signing in. */
@Resolver()
export class ServerInfoResolver {
  constructor(private readonly info: ServerInfo) {}

  @Query(() => ServerInfo, { description: 'Version, networks and model of this server.' })
  server(): ServerInfo {
    return this.info;
  }
}
