import type { RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SettingsError, unknownSettings, wrongSetting } from './settings/faults.ts';
import { eventBusOf } from './settings/operator-event-settings.ts';
import { parkedDaysOf } from './settings/parking-settings.ts';
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
  readonly parkWaitsAfterSeconds: number;
  readonly disabledDestinations: Settings['disabledDestinations'];
  readonly parkedDays: number;
  readonly releaseRate: number;
  readonly alertFailureCount: number;
  readonly autoDisable: Settings['autoDisable'];
  readonly operatorEvents: readonly string[];
  /** @default - no bus */
  readonly operatorEventsBus?: string;
  /** @default - no webhook */
  readonly operatorEventsWebhook?: string;
  /** @default - no queue */
  readonly operatorEventsQueueArn?: string;
  readonly maxDestinationsPerTenant: number;
  readonly tokenLifeHours: number;
  readonly logRetentionDays: number;
  readonly functionLogRetentionDays: RetentionDays;
  readonly throttleRate: number;
  readonly throttleBurst: number;
  readonly tenantRequestRate: number;
  readonly publishRate: number;
  readonly corsOrigins: readonly string[];
  readonly api: FunctionSize;
  readonly router: WorkerSize;
  readonly deliverer: WorkerSize;
  readonly slowLaneConcurrency: number;
  readonly verifier: WorkerSize;
  readonly retrier: WorkerSize;
  readonly eraser: WorkerSize;
  readonly releaser: FunctionSize;
  readonly announcer: WorkerSize;
  readonly publisherAccounts: readonly string[];
  readonly publisherTopicArns: readonly string[];
  readonly publisherRuleArns: readonly string[];
  readonly privateEndpoints: Settings['privateEndpoints'];
  readonly endpointPorts: readonly number[];
  readonly backupDays: number;
  readonly credentialsKeyArns: readonly string[];
  /** @default - the stack's own */
  readonly destinationsTable?: string;
  /** @default - the stack's own */
  readonly logTable?: string;
  /** The bucket of large events, when it is not the stack's own. */
  readonly largeEventsBucket?: string;
  readonly removalPolicy: RemovalPolicy;
  /** @default - alarms tell nobody */
  readonly alarmTopicArn?: string;
}

type Worker = 'router' | 'deliverer' | 'verifier' | 'retrier' | 'eraser' | 'announcer';

const workerSize = (settings: Settings, worker: Worker): WorkerSize => {
  const maxConcurrency = settings[`${worker}Concurrency`];
  return {
    memoryMb: settings[`${worker}MemoryMb`],
    timeoutSeconds: settings[`${worker}TimeoutSeconds`],
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  };
};

const sinksOf = (settings: Settings) => {
  const { operatorEventsWebhook, operatorEventsQueueArn } = settings;
  const operatorEventsBus = eventBusOf(settings);
  return {
    ...(operatorEventsBus !== undefined && { operatorEventsBus }),
    ...(operatorEventsWebhook !== undefined && { operatorEventsWebhook }),
    ...(operatorEventsQueueArn !== undefined && { operatorEventsQueueArn }),
  };
};

const stageOf = (settings: Settings): Stage => {
  const { stage, topics, destinationsTable, logTable, largeEventsBucket, alarmTopicArn } = settings;
  return {
    stageName: stage,
    topics: [...new Set(topics)],
    topicPatterns: settings.topicPatterns,
    retrySchedule: retryScheduleOf(settings),
    parkWaitsAfterSeconds: settings.parkWaitsAfterSeconds,
    disabledDestinations: settings.disabledDestinations,
    parkedDays: parkedDaysOf(settings),
    releaseRate: settings.releaseRate,
    alertFailureCount: settings.alertFailureCount,
    autoDisable: settings.autoDisable,
    operatorEvents: [...new Set(settings.operatorEvents)],
    maxDestinationsPerTenant: settings.maxDestinationsPerTenant,
    tokenLifeHours: settings.tokenLifeHours,
    logRetentionDays: settings.logRetentionDays,
    functionLogRetentionDays: settings.functionLogRetentionDays,
    throttleRate: settings.throttleRate,
    throttleBurst: settings.throttleBurst,
    tenantRequestRate: settings.tenantRequestRate,
    publishRate: settings.publishRate,
    corsOrigins: settings.corsOrigins,
    api: { memoryMb: settings.apiMemoryMb, timeoutSeconds: settings.apiTimeoutSeconds },
    router: workerSize(settings, 'router'),
    deliverer: workerSize(settings, 'deliverer'),
    slowLaneConcurrency: settings.slowLaneConcurrency,
    verifier: workerSize(settings, 'verifier'),
    retrier: workerSize(settings, 'retrier'),
    eraser: workerSize(settings, 'eraser'),
    releaser: {
      memoryMb: settings.releaserMemoryMb,
      timeoutSeconds: settings.releaserTimeoutSeconds,
    },
    announcer: workerSize(settings, 'announcer'),
    publisherAccounts: settings.publisherAccounts,
    publisherTopicArns: [...new Set(settings.publisherTopicArns)],
    publisherRuleArns: [...new Set(settings.publisherRuleArns)],
    privateEndpoints: settings.privateEndpoints,
    endpointPorts: [...new Set(settings.endpointPorts)],
    backupDays: settings.backupDays,
    credentialsKeyArns: [...new Set(settings.credentialsKeyArns)],
    ...sinksOf(settings),
    ...(destinationsTable !== undefined && { destinationsTable }),
    ...(logTable !== undefined && { logTable }),
    ...(largeEventsBucket !== undefined && { largeEventsBucket }),
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
