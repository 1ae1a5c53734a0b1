import { BULK_RETRIES } from './scenarios/bulk-retries.ts';
import { RETRYING } from './scenarios/retrying.ts';
import { SLOW_QUEUE } from './scenarios/slow-queue.ts';
import { testFaults } from './test-faults.ts';

testFaults([...RETRYING, ...SLOW_QUEUE, ...BULK_RETRIES]);
