import { BULK_RETRIES } from './scenarios/bulk-retries.ts';
import { RETRYING } from './scenarios/retrying.ts';
import { SLOW_LANE } from './scenarios/slow-lane.ts';
import { testFaults } from './test-faults.ts';

testFaults([...RETRYING, ...SLOW_LANE, ...BULK_RETRIES]);
