import { CLOSED_DESTINATIONS } from './scenarios/closed-destinations.ts';
import { OPERATOR_EVENTS } from './scenarios/operator-events.ts';
import { RETRYING } from './scenarios/retrying.ts';
import { testFaults } from './test-faults.ts';

testFaults([...CLOSED_DESTINATIONS, ...OPERATOR_EVENTS], RETRYING);
