import { describeRotationKills } from '../support/children/rotation-kills.js';

describeRotationKills(1_000, 8);
