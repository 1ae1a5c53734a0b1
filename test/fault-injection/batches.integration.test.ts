import { BATCHES } from './scenarios/batches.ts';
import { ERASURES } from './scenarios/erasures.ts';
import { PUBLISHING } from './scenarios/publishing.ts';
import { testFaults } from './test-faults.ts';

testFaults(BATCHES, [...PUBLISHING, ...ERASURES]);
