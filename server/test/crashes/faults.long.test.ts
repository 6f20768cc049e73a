import { describeFaults } from '../support/app/fault-case.js';

describeFaults(500);
