import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ImpactAlarm } from './impact-alarm.ts';

/**
 * A message whose run failed is received again after six times the run's timeout: three minutes by
 * default. A function that always fails therefore fails three times within 15 minutes, even with a
 * single message. Fewer failures, such as one timeout, raise no alarm.
 */
const ERRORS = { above: 2, within: Duration.minutes(15) };

/** SQS and EventBridge retry throttled runs, and a burst throttles a few while Lambda scales. */
const THROTTLES = { above: 10, within: Duration.minutes(15) };

/** The texts of a function's alarms. */
export interface FunctionImpact {
  /**
   * The effect of runs that fail as a whole (a crash, a timeout, out of memory), and what to do.
   */
  readonly errors: string;
  /** The effect of runs that Lambda does not start. */
  readonly throttles: string;
}

export interface FunctionAlarmsProps {
  readonly lambda: IFunction;
  readonly impact: FunctionImpact;
  /**
   * How many runs may fail within which time.
   *
   * @default - two in 15 minutes
   */
  readonly errors?: { readonly above: number; readonly within: Duration };
}

const CAPACITY_ADVICE =
  'The account has no concurrency left for the function: raise the quota of concurrent executions, or limit other functions.';

/** Alarms for failed and throttled runs of a function. */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, props: FunctionAlarmsProps) {
    super(scope, id);
    const { lambda, impact, errors = ERRORS } = props;
    new ImpactAlarm(this, 'Errors', {
      metric: lambda.metricErrors({ period: errors.within, statistic: 'Sum' }),
      above: errors.above,
      impact: impact.errors,
    });
    new ImpactAlarm(this, 'Throttles', {
      metric: lambda.metricThrottles({ period: THROTTLES.within, statistic: 'Sum' }),
      above: THROTTLES.above,
      impact: `${impact.throttles} ${CAPACITY_ADVICE}`,
    });
  }
}
