import { describeRotationKills } from '../testing/rotation-kills.js';

describeRotationKills(10_000, 30);
