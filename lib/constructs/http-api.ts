import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi as Gateway,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ImpactAlarm } from './impact-alarm.ts';

/** Who asked for what and how it went: no body, no query, no header but the client's name. */
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
  /** Answers every request, whatever its method and path. */
  readonly handler: IFunction;
  /** Requests per second that are let in on average. */
  readonly apiRateLimit: number;
  /** Requests that are let in at one moment. */
  readonly apiBurstLimit: number;
  /** Days for which the access log is kept. */
  readonly functionLogRetentionDays: RetentionDays;
  /**
   * Is told of the alarm.
   *
   * @default - nobody
   */
  readonly alarmTopic?: ITopic;
}

/** Percent of the requests that may fail. */
const FAILURES_PERCENT = 5;

/** One request that fails at night is 100 % of them, and no outage. */
const LEAST_FAILURES = 3;

/**
 * Alarms look at the window every minute: an outage is found within minutes where there is traffic,
 * and within the window where there are few requests.
 */
const FAILURES_WINDOW = Duration.minutes(15);

/**
 * The HTTP front door. It has one route: paths, authorization and errors are the function's, so that
 * an unknown path is answered in JSON as Outpost's clients expect, and the local house needs no
 * second router.
 */
export class HttpApi extends Construct {
  /** Where the API answers, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const api = new Gateway(this, 'Api', {
      apiName: `waybill-${props.stageName}`,
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Handler', props.handler),
    });
    const log = new LogGroup(this, 'AccessLog', {
      // AWS keeps room in the account's log policy for names that begin like this.
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
        'More than one HTTP request in twenty is answered 5xx: clients cannot publish, change destinations or look anything up; events sent to the publish queue are not affected. See the api log and the access log.',
      ...(props.alarmTopic !== undefined && { topic: props.alarmTopic }),
    });
    this.url = api.apiEndpoint;
  }
}

/** Percent of the requests that are answered 5xx; 0 while these are few. */
const failureRate = (stage: HttpStage): MathExpression => {
  const counted = { period: FAILURES_WINDOW, statistic: 'Sum' };
  return new MathExpression({
    expression: `IF(failures >= ${LEAST_FAILURES}, 100 * failures / requests, 0)`,
    usingMetrics: {
      failures: stage.metricServerError(counted),
      requests: stage.metricCount(counted),
    },
    period: FAILURES_WINDOW,
    label: 'requests answered 5xx, in percent',
  });
};
