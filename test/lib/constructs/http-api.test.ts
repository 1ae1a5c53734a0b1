import { Capture } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../support/stacks.ts';

const STAGE = 'AWS::ApiGatewayV2::Stage';

describe('the HTTP API', () => {
  it('has routes to the portal, and one to the api for everything else, in payload format 2.0', () => {
    const template = templateOf();
    const integrations = new Map(
      Object.entries(template.findResources('AWS::ApiGatewayV2::Integration')),
    );
    const targets = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(
      ({ Properties: { RouteKey, Target } }) => {
        const { Properties } = integrations.get(Target['Fn::Join'][1][1].Ref) ?? {};
        expect(Properties).toMatchObject({
          IntegrationType: 'AWS_PROXY',
          PayloadFormatVersion: '2.0',
        });
        return [RouteKey, Properties.IntegrationUri['Fn::GetAtt'][0].replace(/\w{8}$/, '')];
      },
    );
    expect(Object.fromEntries(targets)).toEqual({
      $default: 'ApiFunction',
      'ANY /api/v1/docs': 'PortalFunction',
      'ANY /docs': 'PortalFunction',
      'ANY /portal': 'PortalFunction',
      'ANY /portal/{proxy+}': 'PortalFunction',
    });
  });

  it('has no route to the portal of a stage without one', () => {
    const routes = Object.values(
      templateOf({ portal: 'off' }).findResources('AWS::ApiGatewayV2::Route'),
    ).map(({ Properties }) => Properties.RouteKey);
    expect(routes.toSorted()).toEqual(['$default', 'ANY /api/v1/docs', 'ANY /docs']);
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
