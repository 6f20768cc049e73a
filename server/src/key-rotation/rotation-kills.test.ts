import { describeRotationKills } from '../testing/rotation-kills.js';

describeRotationKills(1_000, 8);
