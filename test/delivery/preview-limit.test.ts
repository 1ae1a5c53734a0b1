import { expect, test } from 'vitest';
import { previewRoutes } from '../../lambdas/delivery/preview.routes.ts';
import { httpHandler } from '../../lambdas/platform/http/http-handler.ts';
import { WORK_LIMIT, WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { ACCESS_ROLE_ARN, NOW } from '../support/builders.ts';
import { aContext, anHttpEvent } from '../support/lambda.ts';

const previewOf = (work: WorkLimit) => {
  const handler = httpHandler(
    previewRoutes({
      settings: {
        allowPrivateEndpoints: true,
        allowedEndpointPorts: [],
        accessRoleArn: ACCESS_ROLE_ARN,
      },
      work,
      now: () => NOW,
    }),
  );
  return (tenant_id: string) => {
    const config = {
      bucket: 'my-bucket',
      region: 'us-east-1',
      key_template: 'metadata."event-id"',
    };
    const body = JSON.stringify({ type: 'aws_s3', config, event: { tenant_id, data: {} } });
    const headers = { 'content-type': 'application/json' };
    return handler(
      anHttpEvent('POST', '/api/v1/destinations/preview', { body, headers }),
      aContext(),
    );
  };
};

test('a preview for a tenant over its compute limit returns 429, others succeed', async () => {
  const work = new WorkLimit(() => NOW);
  work.charge('costly', WORK_LIMIT.atOnce + WORK_LIMIT.perSecond * 3);
  const preview = previewOf(work);
  const refused = await preview('costly');
  expect(refused).toMatchObject({ statusCode: 429, headers: { 'retry-after': '3' } });
  expect(JSON.parse(refused.body ?? '')).toMatchObject({
    status: 429,
    message: expect.stringContaining('filter and key template steps for this tenant'),
    data: { retry_after: '3' },
  });
  expect(await preview('quiet')).toMatchObject({ statusCode: 200 });
});
