import { expect, onTestFinished, test } from 'vitest';
import { localAws } from '../../../cli/reencrypt-credentials/aws.ts';

const RUNNING = { dynamodbPort: '2', kmsPort: '3' };
const STOPPED = { dynamodbPort: '8000' };

const portsOf = async (environment: NodeJS.ProcessEnv, ports = STOPPED) => {
  const { dynamo, kms } = localAws(environment, ports);
  onTestFinished(() => {
    dynamo.destroy();
    kms.destroy();
  });
  const [table, keys] = [await dynamo.config.endpoint?.(), await kms.config.endpoint?.()];
  return [table?.port, keys?.port];
};

test('the endpoints come from the environment, or else from the running local stack', async () => {
  expect(await portsOf({}, RUNNING)).toEqual([2, 3]);
  expect(await portsOf({ LOCAL_DYNAMODB_PORT: '5', LOCAL_KMS_PORT: '6' }, RUNNING)).toEqual([5, 6]);
  expect(await portsOf({ LOCAL_KMS_PORT: '6' })).toEqual([8000, 6]);
});

test('without a running local stack, the error says to start one, and the command line is not blamed', () => {
  expect(() => localAws({}, STOPPED)).toThrow(
    expect.objectContaining({
      exitCode: 1,
      message: expect.stringMatching(/^no local stack runs here: start one with npm start, or set/),
    }),
  );
});
