import { describeRace } from '../support/app/race-case.js';

describeRace(60);
