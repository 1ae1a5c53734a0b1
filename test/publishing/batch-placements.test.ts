import { describe, expect, test } from 'vitest';
import { WORK_LIMIT, WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import {
  checkPlacingWork,
  placeEvent,
  recordedPlacements,
  unplacedIn,
} from '../../lambdas/publishing/batch-placements.ts';
import {
  COSTLY_STEPS,
  dataWith,
} from '../destination-types/aws-s3/key-templates/costly-templates.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';

const [OVER_BUDGET = '', X = ''] = COSTLY_STEPS[0] ?? [];

/** Destinations that collect events by a partition. */
const collecting = (count: number, partition: string) =>
  Array.from({ length: count }, (_, n) =>
    aDestination({
      id: `des_${n}`,
      config: { bucket: 'b', region: 'us-east-1', format: 'ndjson', partition },
    }),
  );

/** Sorts a list of this length: most of the budget of a partition. */
const COSTLY = `join('', [to_string(length(sort(data.list))), '/'])`;
const LIST = JSON.stringify({ list: Array.from({ length: 20_000 }, (_, n) => n) });

describe('the partitions of an event', () => {
  test('are decided although they take more than the work limit together, and charged', async () => {
    const work = new WorkLimit(() => NOW);
    const destinations = collecting(20, COSTLY);
    checkPlacingWork('acme', destinations, work);
    const placements = await placeEvent(anEvent({ data: LIST }), destinations, work);
    expect(placements.get('des_19')).toMatchObject({ partition: '20000/' });
    const steps = [...placements.values()].reduce(
      (sum, placement) => sum + (placement === 'undecided' ? 0 : placement.steps),
      0,
    );
    expect(steps).toBeGreaterThan(WORK_LIMIT.atOnce);
    expect(work.waitSeconds('acme')).toBeCloseTo((steps - WORK_LIMIT.atOnce) / 1_000_000);
    expect(() => checkPlacingWork('acme', destinations, work)).toThrow('too many');
    expect(() => checkPlacingWork('acme', [aDestination()], work)).not.toThrow();
  });

  test('cost the same when it is published again', async () => {
    const work = new WorkLimit(() => NOW);
    const recorded = {
      ...anEvent(),
      destination_ids: ['des_0'],
      batches: { des_0: 'a/' },
      ...{ accepted_at: NOW.toISOString(), position: '' },
    };
    const destinations = collecting(2, `join('', [time_in('Europe/Paris').date, '/'])`);
    const placements = await recordedPlacements(recorded, destinations, work);
    expect([...placements.keys()]).toEqual(['des_0']);
    work.charge('acme', WORK_LIMIT.atOnce);
    expect(work.waitSeconds('acme')).toBeGreaterThan(0);
  });

  test('that exceed their budget are charged with all of it', async () => {
    const work = new WorkLimit(() => NOW);
    const event = anEvent({ data: dataWith(X) });
    const placements = await placeEvent(event, collecting(4, OVER_BUDGET), work);
    expect(unplacedIn(placements)).toHaveLength(4);
    expect(work.waitSeconds('acme')).toBeCloseTo(1.4);
  });
});
