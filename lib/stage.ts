import type { RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { LogLevel } from '../lambdas/platform/aws/logger.ts';
import type { Theme } from '../lambdas/portal-sessions/theme.ts';
import { type TableCapacity, tableCapacityOf } from './settings/capacity-settings.ts';
import { cloudEventsSourceOf } from './settings/cloud-event-settings.ts';
import { eventBusOf } from './settings/operator-event-settings.ts';
import { parkedDaysOf } from './settings/parking-settings.ts';
import { type PortalPage, portalPageOf } from './settings/portal-page-settings.ts';
import { retryScheduleOf } from './settings/retry-settings.ts';
import { Settings } from './settings/settings.ts';
import { SettingsError, unknownSettings, wrongSetting } from './settings/settings-error.ts';

/** The size of one function. */
interface FunctionSize {
  /** Memory in MB. */
  readonly memoryMb: number;
  /** Timeout of one run in seconds. */
  readonly timeoutSeconds: number;
}

/** The size of a function that consumes a queue. */
interface WorkerSize extends FunctionSize {
  /**
   * Maximum concurrency.
   *
   * @default - the account's limit
   */
  readonly maxConcurrency?: number;
}

/** One deployment: its name and its settings with defaults applied. See `Settings` for meanings. */
export interface Stage {
  readonly stageName: string;
  readonly topics: readonly string[];
  readonly allowTopicPatterns: boolean;
  readonly retrySchedule: readonly number[];
  readonly parkRetriesAfterSeconds: number;
  readonly disabledDestinationPolicy: Settings['disabledDestinationPolicy'];
  readonly parkedRetentionDays: number;
  readonly releaseRatePerDestination: number;
  readonly consecutiveFailureThreshold: number;
  readonly autoDisable: boolean;
  readonly operatorEvents: readonly string[];
  /** @default - the stack's own */
  readonly accessRoleArn?: string;
  /** @default - a copy that the stack deploys */
  readonly setupTemplateUrl?: string;
  readonly cloudEventsSource: string;
  /** @default - no bus */
  readonly operatorEventBus?: string;
  /** @default - no webhook */
  readonly operatorEventsWebhook?: string;
  /** @default - no queue */
  readonly operatorEventsQueueArn?: string;
  readonly maxDestinationsPerTenant: number;
  readonly tokenTtlHours: number;
  readonly portal: Settings['portal'];
  /** @default - the domain of each request */
  readonly portalUrl?: string;
  /** @default - the viewer's preference */
  readonly portalTheme?: Theme;
  readonly portalLinkMinutes: number;
  readonly portalSessionMinutes: number;
  readonly eventRetentionDays: number;
  readonly functionLogRetentionDays: RetentionDays;
  readonly logLevel: LogLevel;
  readonly apiRateLimit: number;
  readonly apiBurstLimit: number;
  readonly tenantRequestsPerSecond: number;
  readonly tenantEventsPerSecond: number;
  readonly corsOrigins: readonly string[];
  readonly portalPage: PortalPage;
  readonly api: FunctionSize;
  readonly router: WorkerSize;
  readonly deliverer: WorkerSize;
  readonly slowQueueConcurrency: number;
  readonly collector: WorkerSize;
  readonly batchDeliverer: WorkerSize;
  readonly verifier: WorkerSize;
  readonly retrier: WorkerSize;
  readonly eraser: WorkerSize;
  readonly releaser: FunctionSize;
  readonly dispatcher: WorkerSize;
  readonly publisherAccountIds: readonly string[];
  readonly publisherTopicArns: readonly string[];
  readonly publisherRuleArns: readonly string[];
  readonly allowPrivateEndpoints: boolean;
  readonly allowedEndpointPorts: readonly number[];
  readonly pointInTimeRecoveryDays: number;
  /** @default - paid per request */
  readonly tableCapacity?: TableCapacity;
  readonly credentialsKeyArns: readonly string[];
  /** @default - the stack's own */
  readonly existingDestinationsTableName?: string;
  /** @default - the stack's own */
  readonly existingEventsTableName?: string;
  /**
   * The name of the large-events bucket.
   *
   * @default - the stack's own
   */
  readonly existingLargeEventsBucketName?: string;
  readonly removalPolicy: RemovalPolicy;
  readonly alarms: boolean;
  /** @default - no notification */
  readonly alarmTopicArn?: string;
}

type Worker =
  | 'router'
  | 'deliverer'
  | 'collector'
  | 'batchDeliverer'
  | 'verifier'
  | 'retrier'
  | 'eraser'
  | 'dispatcher';

const workerSize = (settings: Settings, worker: Worker): WorkerSize => {
  const maxConcurrency = settings[`${worker}Concurrency`];
  return {
    memoryMb: settings[`${worker}MemoryMb`],
    timeoutSeconds: settings[`${worker}TimeoutSeconds`],
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  };
};

const functionSizesOf = (settings: Settings) => ({
  api: { memoryMb: settings.apiMemoryMb, timeoutSeconds: settings.apiTimeoutSeconds },
  router: workerSize(settings, 'router'),
  deliverer: workerSize(settings, 'deliverer'),
  collector: workerSize(settings, 'collector'),
  batchDeliverer: workerSize(settings, 'batchDeliverer'),
  verifier: workerSize(settings, 'verifier'),
  retrier: workerSize(settings, 'retrier'),
  eraser: workerSize(settings, 'eraser'),
  releaser: {
    memoryMb: settings.releaserMemoryMb,
    timeoutSeconds: settings.releaserTimeoutSeconds,
  },
  dispatcher: workerSize(settings, 'dispatcher'),
});

const sinksOf = (settings: Settings) => {
  const { operatorEventsWebhook, operatorEventsQueueArn } = settings;
  const operatorEventBus = eventBusOf(settings);
  return {
    ...(operatorEventBus !== undefined && { operatorEventBus }),
    ...(operatorEventsWebhook !== undefined && { operatorEventsWebhook }),
    ...(operatorEventsQueueArn !== undefined && { operatorEventsQueueArn }),
  };
};

const portalOf = (settings: Settings) => {
  const { portal, portalUrl, portalTheme, portalLinkMinutes, portalSessionMinutes } = settings;
  return {
    portal,
    portalLinkMinutes,
    portalSessionMinutes,
    ...(portalUrl !== undefined && { portalUrl }),
    ...(portalTheme !== undefined && { portalTheme }),
  };
};

const stageOf = (settings: Settings): Stage => {
  const { stage, topics, accessRoleArn, setupTemplateUrl, alarmTopicArn } = settings;
  const tableCapacity = tableCapacityOf(settings);
  const { existingDestinationsTableName, existingEventsTableName, existingLargeEventsBucketName } =
    settings;
  return {
    stageName: stage,
    topics: [...new Set(topics)],
    allowTopicPatterns: settings.allowTopicPatterns,
    retrySchedule: retryScheduleOf(settings),
    parkRetriesAfterSeconds: settings.parkRetriesAfterSeconds,
    disabledDestinationPolicy: settings.disabledDestinationPolicy,
    parkedRetentionDays: parkedDaysOf(settings),
    releaseRatePerDestination: settings.releaseRatePerDestination,
    consecutiveFailureThreshold: settings.consecutiveFailureThreshold,
    autoDisable: settings.autoDisable,
    operatorEvents: [...new Set(settings.operatorEvents)],
    cloudEventsSource: cloudEventsSourceOf(settings),
    maxDestinationsPerTenant: settings.maxDestinationsPerTenant,
    tokenTtlHours: settings.tokenTtlHours,
    ...portalOf(settings),
    eventRetentionDays: settings.eventRetentionDays,
    functionLogRetentionDays: settings.functionLogRetentionDays,
    logLevel: settings.logLevel,
    apiRateLimit: settings.apiRateLimit,
    apiBurstLimit: settings.apiBurstLimit,
    tenantRequestsPerSecond: settings.tenantRequestsPerSecond,
    tenantEventsPerSecond: settings.tenantEventsPerSecond,
    corsOrigins: settings.corsOrigins,
    portalPage: portalPageOf(settings),
    ...functionSizesOf(settings),
    slowQueueConcurrency: settings.slowQueueConcurrency,
    publisherAccountIds: settings.publisherAccountIds,
    publisherTopicArns: [...new Set(settings.publisherTopicArns)],
    publisherRuleArns: [...new Set(settings.publisherRuleArns)],
    allowPrivateEndpoints: settings.allowPrivateEndpoints,
    allowedEndpointPorts: [...new Set(settings.allowedEndpointPorts)],
    pointInTimeRecoveryDays: settings.pointInTimeRecoveryDays,
    credentialsKeyArns: [...new Set(settings.credentialsKeyArns)],
    ...sinksOf(settings),
    ...(accessRoleArn !== undefined && { accessRoleArn }),
    ...(setupTemplateUrl !== undefined && { setupTemplateUrl }),
    ...(tableCapacity !== undefined && { tableCapacity }),
    ...(existingDestinationsTableName !== undefined && { existingDestinationsTableName }),
    ...(existingEventsTableName !== undefined && { existingEventsTableName }),
    ...(existingLargeEventsBucketName !== undefined && { existingLargeEventsBucketName }),
    removalPolicy: settings.removalPolicy,
    alarms: settings.alarms,
    ...(alarmTopicArn !== undefined && { alarmTopicArn }),
  };
};

/** Plain context keys that the CDK CLI itself uses. */
const CDK_OWN = ['acknowledged-issue-numbers', 'cli-telemetry'];

/**
 * The CDK's feature flags, lookups and switches contain one of these characters; settings never do.
 */
const isSetting = (key: string): boolean => !/[:/@]/.test(key) && !CDK_OWN.includes(key);

/**
 * Reads the stage from the CDK context. Nothing else in this project reads the context.
 *
 * @throws SettingsError naming every unknown or invalid setting
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
