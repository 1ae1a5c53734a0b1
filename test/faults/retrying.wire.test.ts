import { RETRYING } from './scenarios/retrying.ts';
import { testFaults } from './test-faults.ts';

testFaults(RETRYING);
