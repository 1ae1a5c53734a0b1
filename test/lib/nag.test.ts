import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { acknowledgeFindings, acknowledgements } from '../../lib/acknowledged-findings.ts';
import type { Stage } from '../../lib/stage.ts';
import type { WaybillStack } from '../../lib/waybill-stack.ts';
import { EVERY_SETTING } from './support/every-setting.ts';
import { waybill } from './support/stacks.ts';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

const findingsOf = (stack: WaybillStack): readonly Finding[] =>
  [new AwsSolutionsChecks(stack), new ServerlessChecks(stack)]
    .flatMap((pack) => pack.validateScope(stack).violations)
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, path: constructPath })),
    );

describe.each<
  [
    string,
    Readonly<Record<string, unknown>>,
    Pick<Stage, 'existingLargeEventsBucketName' | 'accessRoleArn'>,
  ]
>([
  ['with the defaults', {}, {}],
  ['with every setting set', EVERY_SETTING, EVERY_SETTING],
])('cdk-nag, for a stage %s,', (_, settings, handedOver) => {
  const found = findingsOf(waybill(settings));

  it('finds nothing that is not acknowledged with a reason', () => {
    const stack = waybill(settings);
    acknowledgeFindings(stack, handedOver);
    expect(findingsOf(stack)).toEqual([]);
  });

  it.each(Object.entries(acknowledgements(handedOver)))(
    'still finds the acknowledged %s',
    (id, { where }) => {
      const ofIt = found.filter(({ rule }) => rule === id);
      expect(ofIt).not.toEqual([]);
      expect(ofIt.every(({ path }) => where.test(path))).toBe(true);
    },
  );
});
