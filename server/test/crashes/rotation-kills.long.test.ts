import { describeRotationKills } from '../support/children/rotation-kills.js';

describeRotationKills(10_000, 30);
