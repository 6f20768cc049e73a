import { describeRace } from '../testing/race-case.js';

describeRace(200);
