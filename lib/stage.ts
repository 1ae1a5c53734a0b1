import type { RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SettingsError, unknownSettings, wrongSetting } from './settings/faults.ts';
import { retryScheduleOf } from './settings/retry-settings.ts';
import { Settings } from './settings/settings.ts';

/** How large one function is. */
interface FunctionSize {
  /** Memory in MB. */
  readonly memoryMb: number;
  /** Seconds one run may take. */
  readonly timeoutSeconds: number;
}

/** How large a function is that works through a queue. */
interface WorkerSize extends FunctionSize {
  /**
   * Most runs at one time.
   *
   * @default - as many as the account allows
   */
  readonly maxConcurrency?: number;
}

/** One deployment: its name and its settings, all defaults filled in. See `Settings` for meanings. */
export interface Stage {
  readonly stageName: string;
  readonly topics: readonly string[];
  readonly topicPatterns: Settings['topicPatterns'];
  readonly retrySchedule: readonly number[];
  readonly maxDestinationsPerTenant: number;
  readonly tokenLifeHours: number;
  readonly logRetentionDays: number;
  readonly functionLogRetentionDays: RetentionDays;
  readonly throttleRate: number;
  readonly throttleBurst: number;
  readonly corsOrigins: readonly string[];
  readonly api: FunctionSize;
  readonly router: WorkerSize;
  readonly deliverer: WorkerSize;
  readonly verifier: WorkerSize;
  readonly publisherAccounts: readonly string[];
  readonly privateEndpoints: Settings['privateEndpoints'];
  readonly removalPolicy: RemovalPolicy;
  /** @default - alarms tell nobody */
  readonly alarmTopicArn?: string;
}

type Worker = 'router' | 'deliverer' | 'verifier';

const workerSize = (settings: Settings, worker: Worker): WorkerSize => {
  const maxConcurrency = settings[`${worker}Concurrency`];
  return {
    memoryMb: settings[`${worker}MemoryMb`],
    timeoutSeconds: settings[`${worker}TimeoutSeconds`],
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  };
};

const stageOf = (settings: Settings): Stage => {
  const { stage, topics, alarmTopicArn } = settings;
  return {
    stageName: stage,
    topics: [...new Set(topics)],
    topicPatterns: settings.topicPatterns,
    retrySchedule: retryScheduleOf(settings),
    maxDestinationsPerTenant: settings.maxDestinationsPerTenant,
    tokenLifeHours: settings.tokenLifeHours,
    logRetentionDays: settings.logRetentionDays,
    functionLogRetentionDays: settings.functionLogRetentionDays,
    throttleRate: settings.throttleRate,
    throttleBurst: settings.throttleBurst,
    corsOrigins: settings.corsOrigins,
    api: { memoryMb: settings.apiMemoryMb, timeoutSeconds: settings.apiTimeoutSeconds },
    router: workerSize(settings, 'router'),
    deliverer: workerSize(settings, 'deliverer'),
    verifier: workerSize(settings, 'verifier'),
    publisherAccounts: settings.publisherAccounts,
    privateEndpoints: settings.privateEndpoints,
    removalPolicy: settings.removalPolicy,
    ...(alarmTopicArn !== undefined && { alarmTopicArn }),
  };
};

/** What the CDK command line itself keeps in the context under plain names. */
const CDK_OWN = ['acknowledged-issue-numbers', 'cli-telemetry'];

/** The CDK's feature flags, lookups and switches carry one of these marks; our settings never do. */
const isSetting = (key: string): boolean => !/[:/@]/.test(key) && !CDK_OWN.includes(key);

/**
 * The stage that CDK context describes. Nothing else in this project reads the context.
 *
 * @throws SettingsError naming every setting that is unknown or wrong
 */
export const readStage = (context: Readonly<Record<string, unknown>>): Stage => {
  const given = Object.fromEntries(Object.entries(context).filter(([key]) => isSetting(key)));
  const unknown = unknownSettings(given);
  const parsed = Settings.safeParse(given, { reportInput: true });
  if (!parsed.success)
    throw new SettingsError([...unknown, ...parsed.error.issues.map(wrongSetting)]);
  if (unknown.length > 0) throw new SettingsError(unknown);
  return stageOf(parsed.data);
};
