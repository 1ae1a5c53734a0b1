import { Capture, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../support/stacks.ts';

const STAGE = 'AWS::ApiGatewayV2::Stage';

describe('the HTTP API', () => {
  it('has one route, to the api, in payload format 2.0', () => {
    const template = templateOf();
    template.resourceCountIs('AWS::ApiGatewayV2::Route', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: '$default' });
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiFunction'), 'Arn'] },
      PayloadFormatVersion: '2.0',
    });
  });

  it('accepts as many requests as the settings define', () => {
    templateOf({ apiRateLimit: 5, apiBurstLimit: 9 }).hasResourceProperties(STAGE, {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 9 },
    });
  });

  it('logs caller, request and result, and no headers, queries or bodies', () => {
    const format = new Capture();
    templateOf().hasResourceProperties(STAGE, { AccessLogSettings: { Format: format } });
    expect(Object.values(JSON.parse(format.asString()))).toEqual([
      '$context.requestId',
      '$context.requestTime',
      '$context.identity.sourceIp',
      '$context.identity.userAgent',
      '$context.httpMethod',
      '$context.path',
      '$context.status',
      '$context.responseLatency',
      '$context.integration.status',
      '$context.integration.latency',
      '$context.integrationErrorMessage',
    ]);
  });

  it('keeps its log for a limited time', () => {
    templateOf({ functionLogRetentionDays: 3 }).hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/vendedlogs/waybill-dev-access',
      RetentionInDays: 3,
    });
  });
});
