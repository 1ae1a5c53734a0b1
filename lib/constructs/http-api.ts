import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi as Gateway,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ImpactAlarm } from './impact-alarm.ts';

/**
 * Who requested what, with which result. It has no body, no query and no header except the user
 * agent.
 */
const ACCESS_LOG = {
  request_id: '$context.requestId',
  time: '$context.requestTime',
  source_ip: '$context.identity.sourceIp',
  user_agent: '$context.identity.userAgent',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  latency_ms: '$context.responseLatency',
  function_status: '$context.integration.status',
  function_latency_ms: '$context.integration.latency',
  fault: '$context.integrationErrorMessage',
};

export interface HttpApiProps {
  readonly stageName: string;
  /** Handles every request that no other route takes, of any method and path. */
  readonly handler: IFunction;
  /** Serves the files of the portal and of the documentation. */
  readonly files: IFunction;
  /** Whether there is a portal. */
  readonly portal: 'on' | 'off';
  /** Average requests per second that API Gateway accepts. */
  readonly apiRateLimit: number;
  /** Burst of requests that API Gateway accepts. */
  readonly apiBurstLimit: number;
  /** Retention of the access log in days. */
  readonly functionLogRetentionDays: RetentionDays;
}

/** Percentage of requests that may fail. */
const FAILURES_PERCENT = 5;

/** A single failed request at night is 100 % of the traffic, but no outage. */
const MIN_FAILURES = 3;

/**
 * The alarm evaluates the window every minute: it detects an outage within minutes under normal
 * traffic, and within the window when requests are few.
 */
const FAILURES_WINDOW = Duration.minutes(15);

/** The paths of files. */
const DOCUMENTATION = ['/docs', '/api/v1/docs'];
const PORTAL = ['/portal', '/portal/{proxy+}'];

/**
 * The HTTP API. The api function handles all paths but those of the portal, authorization and errors, so
 * that an unknown path gets a JSON response as Outpost's clients expect, and the local stack needs no
 * second router. Another function serves the portal, because a cold start of the api function takes too
 * long for a page.
 */
export class HttpApi extends Construct {
  /** The API's base URL, without a trailing slash. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const api = new Gateway(this, 'Api', {
      apiName: `waybill-${props.stageName}`,
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Handler', props.handler),
    });
    const files = new HttpLambdaIntegration('Portal', props.files, {
      scopePermissionToRoute: false,
    });
    for (const path of props.portal === 'on' ? [...PORTAL, ...DOCUMENTATION] : DOCUMENTATION) {
      api.addRoutes({ path, methods: [HttpMethod.ANY], integration: files });
    }
    const log = new LogGroup(this, 'AccessLog', {
      // AWS reserves space in the account's log resource policy for names with this prefix.
      logGroupName: `/aws/vendedlogs/waybill-${props.stageName}-access`,
      retention: props.functionLogRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: props.apiRateLimit, burstLimit: props.apiBurstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    new ImpactAlarm(this, 'FailuresAlarm', {
      metric: failureRate(stage),
      above: FAILURES_PERCENT,
      impact:
        'More than 5 % of HTTP requests get a 5xx response: clients cannot publish, read or change anything. Events sent to the publish queue are not affected. See the log of the api function and the access log.',
    });
    this.url = api.apiEndpoint;
  }
}

/** Percentage of requests with a 5xx response; 0 while there are fewer than {@link MIN_FAILURES} failures. */
const failureRate = (stage: HttpStage): MathExpression => {
  const counted = { period: FAILURES_WINDOW, statistic: 'Sum' };
  return new MathExpression({
    expression: `IF(failures >= ${MIN_FAILURES}, 100 * failures / requests, 0)`,
    usingMetrics: {
      failures: stage.metricServerError(counted),
      requests: stage.metricCount(counted),
    },
    period: FAILURES_WINDOW,
    label: '5xx responses (%)',
  });
};
