import {
  capacitySettings,
  type TableCapacity,
  tableCapacityOf,
} from './settings/capacity-settings.ts';
import { cloudEventsSourceOf } from './settings/cloud-event-settings.ts';
import { functionSettings } from './settings/function-settings.ts';
import { eventBusOf } from './settings/operator-event-settings.ts';
import { parkedDaysOf } from './settings/parking-settings.ts';
import {
  type PortalPage,
  portalPageOf,
  portalPageSettings,
} from './settings/portal-page-settings.ts';
import { retryScheduleOf, retrySettings } from './settings/retry-settings.ts';
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

type Given<Value> = Value extends readonly (infer Item)[]
  ? readonly Item[]
  : Exclude<Value, undefined>;
type GivenSettings = { readonly [Name in keyof Settings]: Given<Settings[Name]> };

const namesIn = <Group extends object>(group: Group) => Object.keys(group) as (keyof Group)[];

/** The settings from which a stage has other values. */
const EVALUATED = [
  'stage',
  'parkedRetentionDays',
  'cloudEventsSource',
  'operatorEventBus',
  ...namesIn(retrySettings),
  ...namesIn(capacitySettings),
  ...namesIn(functionSettings),
  ...namesIn(portalPageSettings),
] as const satisfies (keyof Settings)[];
type Evaluated = (typeof EVALUATED)[number];

/** One deployment: its settings with defaults applied, and what follows from them. */
export interface Stage extends Omit<GivenSettings, Evaluated> {
  readonly stageName: string;
  readonly retrySchedule: readonly number[];
  readonly parkedRetentionDays: number;
  readonly cloudEventsSource: string;
  /** @default - no bus */
  readonly operatorEventBus?: string;
  /** @default - paid per request */
  readonly tableCapacity?: TableCapacity;
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

/** The other settings. Those without a value are absent, not undefined. */
const plainSettings = (settings: Settings): Omit<GivenSettings, Evaluated> => {
  const evaluated: ReadonlySet<string> = new Set(EVALUATED);
  const plain: object = Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => value !== undefined && !evaluated.has(name)),
  );
  return plain as Omit<GivenSettings, Evaluated>;
};

const stageOf = (settings: Settings): Stage => {
  const operatorEventBus = eventBusOf(settings);
  const tableCapacity = tableCapacityOf(settings);
  return {
    ...plainSettings(settings),
    stageName: settings.stage,
    retrySchedule: retryScheduleOf(settings),
    parkedRetentionDays: parkedDaysOf(settings),
    cloudEventsSource: cloudEventsSourceOf(settings),
    ...(operatorEventBus !== undefined && { operatorEventBus }),
    ...(tableCapacity !== undefined && { tableCapacity }),
    portalPage: portalPageOf(settings),
    ...functionSizesOf(settings),
    slowQueueConcurrency: settings.slowQueueConcurrency,
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
