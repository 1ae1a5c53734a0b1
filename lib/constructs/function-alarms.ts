import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ImpactAlarm } from './impact-alarm.ts';

/**
 * A message whose run failed is received again after six times the run's timeout, three minutes by
 * default: within a quarter of an hour a function that always fails does so three times, even if it
 * has one message only. Until then one failure, such as a run out of time, alarms nobody.
 */
const ERRORS = { above: 2, within: Duration.minutes(15) };

/** SQS and EventBridge retry a run that was throttled, and a burst throttles a few while Lambda scales. */
const THROTTLES = { above: 10, within: Duration.minutes(15) };

/** What the alarms of a function say. */
export interface FunctionImpact {
  /** The effect of runs that fail as a whole (a crash, a timeout, no memory left), and what to do. */
  readonly errors: string;
  /** The effect of runs that Lambda does not start. */
  readonly throttles: string;
}

export interface FunctionAlarmsProps {
  readonly lambda: IFunction;
  readonly impact: FunctionImpact;
  /**
   * How many runs may fail, and within which time.
   *
   * @default - two in a quarter of an hour
   */
  readonly errors?: { readonly above: number; readonly within: Duration };
  /**
   * Is told of the alarms.
   *
   * @default - nobody
   */
  readonly topic?: ITopic;
}

const MORE_RUNS =
  'The account has no concurrency left for it: raise the quota of concurrent executions, or limit other functions.';

/** The alarms of a function whose runs fail or are not started. */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, props: FunctionAlarmsProps) {
    super(scope, id);
    const { lambda, impact, errors = ERRORS } = props;
    const told = props.topic === undefined ? {} : { topic: props.topic };
    new ImpactAlarm(this, 'Errors', {
      metric: lambda.metricErrors({ period: errors.within, statistic: 'Sum' }),
      above: errors.above,
      impact: impact.errors,
      ...told,
    });
    new ImpactAlarm(this, 'Throttles', {
      metric: lambda.metricThrottles({ period: THROTTLES.within, statistic: 'Sum' }),
      above: THROTTLES.above,
      impact: `${impact.throttles} ${MORE_RUNS}`,
      ...told,
    });
  }
}
