import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SecurityTokens } from '../../../../lambdas/platform/aws/calls/security-tokens.sts.ts';
import { contextOn, lambdaEnv } from './contexts.ts';
import { sdkConfig, sentBy } from './same-as-sdk.ts';
import { answers, breaksOff, resets, startWire, type Wire } from './wire.ts';

const EXPIRATION = '2026-11-30T13:00:00Z';
const GRANTED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AIDA:waybill-des_1</AssumedRoleId>
      <Arn>arn:aws:sts::111122223333:assumed-role/waybill/waybill-des_1</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIAEXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalr/secret+key</SecretAccessKey>
      <SessionToken>
        IQoJb3JpZ2luX2VjEXAMPLE+/token==
      </SessionToken>
      <Expiration>${EXPIRATION}</Expiration>
    </Credentials>
    <PackedPolicySize>6</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata>
</AssumeRoleResponse>`;
const fails = (status: number, code: string) =>
  answers(
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
  );

let wire: Wire;
beforeAll(async () => {
  wire = await startWire(answers(200, GRANTED, { 'content-type': 'text/xml' }));
});
afterAll(() => wire.stop());
afterEach(() => vi.unstubAllEnvs());

const INPUT = {
  RoleArn: 'arn:aws:iam::111122223333:role/path/waybill',
  RoleSessionName: 'waybill-des_1',
  DurationSeconds: 3600,
};
const LIMITED = {
  ...INPUT,
  ExternalId: 'waybill-01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
  Policy: '{"Version":"2012-10-17","Statement":[{"Resource":"arn:aws:s3:::b/a=(b)\'!*"}]}',
};

describe('AssumeRole', () => {
  it.each([
    ['eu-west-1', {}],
    ['us-east-1', {}],
    ['cn-north-1', {}],
    ['us-gov-west-1', {}],
    ['us-gov-west-1', { AWS_USE_FIPS_ENDPOINT: 'true' }],
    ['us-east-2', { AWS_USE_FIPS_ENDPOINT: 'true' }],
    ['eu-west-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
    ['eu-west-1', { AWS_ENDPOINT_URL_STS: 'http://sts.example.com:4566' }],
  ])('is the request that the SDK sends in %s with %j', async (AWS_REGION, given) => {
    const env = { ...lambdaEnv, AWS_REGION, ...given };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const sdk = new STSClient({ ...sdkConfig(wire), region: AWS_REGION });
    const ours = new SecurityTokens(contextOn(wire, env));
    for (const input of [INPUT, LIMITED]) {
      const theirs = await sentBy(wire, () => sdk.send(new AssumeRoleCommand(input)));
      const sent = await sentBy(wire, () => ours.assumeRole(input));
      const parsed = (requests: typeof sent) =>
        requests.map((request) => ({
          ...request,
          body: Object.fromEntries(new URLSearchParams(String(request.body))),
        }));
      expect(parsed(sent)).toEqual(parsed(theirs));
    }
  });

  it('returns the credentials of the session', async () => {
    expect(await new SecurityTokens(contextOn(wire)).assumeRole(INPUT)).toEqual({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'wJalr/secret+key',
      sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE+/token==',
      expiration: new Date(EXPIRATION),
    });
  });

  it.each([
    ['an error of the service', fails(500, 'InternalFailure')],
    ['throttling', fails(400, 'Throttling')],
    ['a lost connection', resets],
    ['half an answer', breaksOff],
  ])('is repeated after %s', async (_, reply) => {
    wire.replyNext(reply);
    const { accessKeyId } = await new SecurityTokens(contextOn(wire)).assumeRole(INPUT);
    expect(accessKeyId).toBe('ASIAEXAMPLE');
  });

  it.each([
    [403, 'AccessDenied'],
    [403, 'RegionDisabledException'],
    [400, 'PackedPolicyTooLarge'],
    [403, 'ExpiredToken'],
  ])('throws the error of the service: %i %s', async (status, code) => {
    wire.replyNext(fails(status, code));
    const before = wire.sent.length;
    await expect(new SecurityTokens(contextOn(wire)).assumeRole(INPUT)).rejects.toMatchObject({
      name: code,
      message: 'No.',
      $metadata: { httpStatusCode: status, requestId: 'r-1' },
    });
    expect(wire.sent.length - before).toBe(1);
  });

  it('does not repeat the session token that the answer to a wrong signature contains', async () => {
    const canonical = `POST / x-amz-security-token:${lambdaEnv.AWS_SESSION_TOKEN} end`;
    wire.replyNext(
      answers(
        403,
        `<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>${canonical}</Message></Error></ErrorResponse>`,
      ),
    );
    await expect(new SecurityTokens(contextOn(wire)).assumeRole(INPUT)).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message: 'POST / x-amz-security-token:[hidden] end',
    });
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>welcome</html>'],
    ['no token', GRANTED.replace(/<SessionToken>[\s\S]*<\/SessionToken>/, '')],
    ['no time', GRANTED.replace(EXPIRATION, 'soon')],
  ])('does not take %s for credentials', async (_, body) => {
    wire.replyNext(answers(200, body));
    await expect(new SecurityTokens(contextOn(wire)).assumeRole(INPUT)).rejects.toMatchObject({
      name: 'IncompleteResponse',
    });
  });
});
