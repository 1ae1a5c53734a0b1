import type { Construct } from 'constructs';
import type { ApiEnv } from '../../lambdas/api/api-env.ts';
import type { Theme } from '../../lambdas/portal-sessions/theme.ts';
import type { AccessSecrets } from './access-secrets.ts';
import type { CredentialsKey } from './credentials-key.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import { type FunctionProps, NodeFunction } from './node-function.ts';
import { SetupTemplate } from './setup-template.ts';
import type { WorkQueue } from './work-queue.ts';
import { type WriterProps, writerEnvironment } from './writer-environment.ts';

export interface ApiFunctionProps extends FunctionProps, WriterProps {
  readonly destinations: DestinationsTable;
  readonly events: EventsTable;
  readonly largeEvents: LargeEventsBucket;
  readonly deliveries: WorkQueue;
  readonly batches: WorkQueue;
  readonly batchDeliveries: WorkQueue;
  readonly verifications: WorkQueue;
  readonly retries: WorkQueue;
  readonly erasures: WorkQueue;
  readonly operatorEventOutbox: WorkQueue;
  /** Operator events to emit. */
  readonly operatorEvents: readonly string[];
  readonly credentialsKey: CredentialsKey;
  readonly secrets: AccessSecrets;
  /** What happens to events that match a disabled destination. */
  readonly disabledDestinationPolicy: 'park' | 'drop';
  /** Allowed topics; an empty list allows any. */
  readonly topics: readonly string[];
  /** Whether destinations may subscribe to patterns. */
  readonly allowTopicPatterns: boolean;
  readonly maxDestinationsPerTenant: number;
  /** Token lifetime in hours. */
  readonly tokenTtlHours: number;
  /** Whether tenants can use the portal. */
  readonly portal: 'on' | 'off';
  /** The origin of the portal. @default - the domain of each request */
  readonly portalUrl?: string;
  /** The theme of the portal. @default - the viewer's preference */
  readonly portalTheme?: Theme;
  /** Lifetime of a URL of the portal in minutes. */
  readonly portalLinkMinutes: number;
  /** Lifetime of a session of the portal in minutes. */
  readonly portalSessionMinutes: number;
  /** Requests per second that each tenant may make with its tokens; 0 for no limit. */
  readonly tenantRequestsPerSecond: number;
  /** Events per second that may be published for each tenant; 0 for no limit. */
  readonly tenantEventsPerSecond: number;
  /** Retention of events in days. */
  readonly eventRetentionDays: number;
  /** Web origins that may call the API from a browser. */
  readonly corsOrigins: readonly string[];
  /**
   * The public URL of the CloudFormation template that creates a customer's role: links to the AWS console
   * contain it.
   *
   * @default - a copy in the assets bucket, whose presigned URLs expire after an hour
   */
  readonly setupTemplateUrl?: string;
}

/**
 * Operator events that the API emits. Only these are passed on, because the topics take most of the
 * environment's space.
 */
const EMITTED_BY_API = ['*', 'delivery.expired', 'tenant.subscription.updated'];

/**
 * Time reserved for the rest of a request that waits for a destination test: reading, queuing, responding.
 */
const RESPONSE_SECONDS = 4;

/** Handles every HTTP request: tenants, destinations, publishing, events and attempts. */
export class ApiFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: ApiFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'api',
      description: 'Waybill: handles HTTP requests',
      impact: {
        errors:
          'Runs of the api function crash or time out, so HTTP requests get 500 or 503: clients cannot publish, read or change anything. Events sent to the publish queue are not affected. See the log of the api function.',
        throttles:
          'HTTP requests get 503: clients cannot publish, read or change anything. Events sent to the publish queue are not affected.',
      },
      environment: (api) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantManage(api),
          EVENTS_TABLE: props.events.grantRecordAndList(api),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantStoreAndRead(api),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(api),
          BATCH_QUEUE_URL: props.batches.grantSend(api),
          BATCH_DELIVERY_QUEUE_URL: props.batchDeliveries.grantSend(api),
          VERIFICATION_QUEUE_URL: props.verifications.grantSend(api),
          RETRIES_QUEUE_URL: props.retries.grantSend(api),
          ERASURES_QUEUE_URL: props.erasures.grantSend(api),
          OPERATOR_EVENT_OUTBOX_QUEUE_URL: props.operatorEventOutbox.grantSend(api),
          OPERATOR_EVENTS: props.operatorEvents
            .filter((topic) => EMITTED_BY_API.includes(topic))
            .join(','),
          CREDENTIALS_KEY_ARN: props.credentialsKey.grantEncrypt(api),
          API_KEY_SECRET_ARN: props.secrets.grantReadApiKey(api),
          TOKEN_SECRET_ARN: props.secrets.grantReadTokenSecret(api),
          TOKEN_TTL_HOURS: String(props.tokenTtlHours),
          PORTAL_URL: props.portalUrl ?? '',
          PORTAL_THEME: props.portalTheme ?? '',
          PORTAL_MINUTES:
            props.portal === 'on' ? `${props.portalLinkMinutes},${props.portalSessionMinutes}` : '',
          TENANT_REQUESTS_PER_SECOND: String(props.tenantRequestsPerSecond),
          TENANT_EVENTS_PER_SECOND: String(props.tenantEventsPerSecond),
          TOPICS: props.topics.join(','),
          DISABLED_DESTINATION_POLICY: props.disabledDestinationPolicy,
          ALLOW_TOPIC_PATTERNS: String(props.allowTopicPatterns),
          CORS_ORIGINS: props.corsOrigins.join(','),
          MAX_DESTINATIONS_PER_TENANT: String(props.maxDestinationsPerTenant),
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
          ...writerEnvironment(props),
          SETUP_TEMPLATE_URL:
            props.setupTemplateUrl ?? new SetupTemplate(scope, 'SetupTemplate').grantRead(api),
          TEST_WAIT_SECONDS: String(props.timeoutSeconds - RESPONSE_SECONDS),
        }) satisfies ApiEnv,
    });
  }
}
