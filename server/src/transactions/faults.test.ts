import { describeFaults } from '../testing/fault-case.js';

describeFaults(100);
