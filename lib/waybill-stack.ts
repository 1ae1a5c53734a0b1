import { CfnOutput, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AccessRole, accessRoleArn } from './constructs/access-role.ts';
import { AccessSecrets } from './constructs/access-secrets.ts';
import { ApiFunction } from './constructs/api-function.ts';
import { BatchDelivererFunction } from './constructs/batch-deliverer-function.ts';
import { CollectorFunction } from './constructs/collector-function.ts';
import { CredentialsKey } from './constructs/credentials-key.ts';
import { DelivererFunction } from './constructs/deliverer-function.ts';
import { DestinationsTable } from './constructs/destinations-table.ts';
import { DispatcherFunction } from './constructs/dispatcher-function.ts';
import { EraserFunction } from './constructs/eraser-function.ts';
import { EventsTable } from './constructs/events-table.ts';
import { HttpApi } from './constructs/http-api.ts';
import { configureAlarms } from './constructs/impact-alarm.ts';
import { LargeEventsBucket } from './constructs/large-events-bucket.ts';
import { OperatorEventSinks } from './constructs/operator-event-sinks.ts';
import { PortalFunction } from './constructs/portal-function.ts';
import { Queues } from './constructs/queues.ts';
import { ReleaserFunction } from './constructs/releaser-function.ts';
import { RetrierFunction } from './constructs/retrier-function.ts';
import { RouterFunction } from './constructs/router-function.ts';
import { VerifierFunction } from './constructs/verifier-function.ts';
import type { WorkQueue } from './constructs/work-queue.ts';
import type { Stage } from './stage.ts';

/** The tables, the bucket and the key that functions share. */
const createStorage = (scope: Construct, stage: Stage) => {
  const destinations = new DestinationsTable(scope, 'Destinations', {
    ...stage,
    ...(stage.existingDestinationsTableName !== undefined && {
      tableName: stage.existingDestinationsTableName,
    }),
  });
  // The id is part of the table's name: with another id, CloudFormation would replace the table.
  const events = new EventsTable(scope, 'Log', {
    ...stage,
    ...(stage.existingEventsTableName !== undefined && {
      tableName: stage.existingEventsTableName,
    }),
  });
  const largeEvents = new LargeEventsBucket(scope, 'LargeEvents', stage);
  const credentialsKey = new CredentialsKey(scope, 'CredentialsKey', stage);
  return { destinations, events, largeEvents, credentialsKey };
};

/** The queues without the members of `Construct`, to spread them into properties. */
const workQueuesOf = (queues: Queues) => ({
  publications: queues.publications,
  deliveries: queues.deliveries,
  slowDeliveries: queues.slowDeliveries,
  batches: queues.batches,
  batchDeliveries: queues.batchDeliveries,
  verifications: queues.verifications,
  retries: queues.retries,
  erasures: queues.erasures,
  operatorEventOutbox: queues.operatorEventOutbox,
});

/** The sources of the stack's outputs. */
interface OutputSources {
  readonly stage: Stage;
  readonly http: HttpApi;
  readonly publications: WorkQueue;
  readonly largeEvents: LargeEventsBucket;
  readonly secrets: AccessSecrets;
  readonly sinks: OperatorEventSinks;
  readonly accessRoleArn: string;
  readonly deliverer: DelivererFunction;
  readonly batchDeliverer: BatchDelivererFunction;
  readonly verifier: VerifierFunction;
}

/** The stack of one stage. */
export class WaybillStack extends Stack {
  constructor(scope: Construct, stage: Stage) {
    super(scope, `waybill-${stage.stageName}`, {
      description: "Waybill: delivers events into customers' own S3 buckets",
      // The CDK's command line checks the bootstrap version itself; emulators lack its parameter.
      // @ts-expect-error the CDK's own class and interface differ under exactOptionalPropertyTypes
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    // The CDK makes every function depend on its role twice, which cfn-lint reports.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } };
    const storage = createStorage(this, stage);
    const secrets = new AccessSecrets(this, 'AccessSecrets', stage);
    const workQueues = workQueuesOf(new Queues(this, 'Queues', stage));
    const sinks = new OperatorEventSinks(this, 'OperatorEvents', stage);
    const access = { accessRoleArn: accessRoleArn(this, stage) };
    const shared = { ...stage, ...storage, ...workQueues, ...access };
    const api = new ApiFunction(this, 'Api', { ...shared, ...stage.api, secrets });
    new RouterFunction(this, 'Router', { ...shared, ...stage.router });
    const deliverer = new DelivererFunction(this, 'Deliverer', { ...shared, ...stage.deliverer });
    new CollectorFunction(this, 'Collector', { ...shared, ...stage.collector });
    const batchDeliverer = new BatchDelivererFunction(this, 'BatchDeliverer', {
      ...shared,
      ...stage.batchDeliverer,
    });
    const verifier = new VerifierFunction(this, 'Verifier', { ...shared, ...stage.verifier });
    new RetrierFunction(this, 'Retrier', { ...shared, ...stage.retrier });
    new EraserFunction(this, 'Eraser', { ...shared, ...stage.eraser });
    new ReleaserFunction(this, 'Releaser', { ...shared, ...stage.releaser });
    new DispatcherFunction(this, 'Dispatcher', { ...shared, ...stage.dispatcher, sinks });
    const writers = { deliverer, batchDeliverer, verifier };
    if (stage.accessRoleArn === undefined) {
      const assumedBy = Object.values(writers).map(({ role }) => role);
      new AccessRole(this, 'AccessRole', { ...stage, assumedBy });
    }
    const portal = new PortalFunction(this, 'Portal', stage);
    const http = new HttpApi(this, 'Http', {
      ...stage,
      handler: api.lambda,
      files: portal.lambda,
    });
    configureAlarms(this, stage);
    const { publications } = workQueues;
    this.addOutputs({
      stage,
      http,
      publications,
      ...storage,
      secrets,
      sinks,
      ...access,
      ...writers,
    });
  }

  private addOutputs(sources: OutputSources): void {
    const { http, publications, largeEvents, secrets, sinks } = sources;
    this.addOutput('ApiUrl', http.url, 'The URL of the HTTP API; paths begin with /api/v1');
    this.addOutput('PublishQueueUrl', publications.queue.queueUrl, 'The URL of the publish queue');
    this.addOutput(
      'PublishQueueArn',
      publications.queue.queueArn,
      'The ARN of the publish queue, for the policies of publishers',
    );
    this.addOutput(
      'LargeEventsBucketName',
      largeEvents.bucketName,
      'The bucket for payloads that are too large for the queue, under publish/',
    );
    this.addOutput(
      'ApiKeySecretArn',
      secrets.apiKey.secretArn,
      'The secret that holds the API key',
    );
    this.addOutput(
      'AccessRoleArn',
      sources.accessRoleArn,
      "The role that assumes customers' roles, for their trust policies",
    );
    if (sources.stage.accessRoleArn !== undefined) {
      const { deliverer, batchDeliverer, verifier } = sources;
      const trusted = 'A role that the trust policy of the access role must allow';
      this.addOutput('DelivererRoleArn', deliverer.role.roleArn, trusted);
      this.addOutput('BatchDelivererRoleArn', batchDeliverer.role.roleArn, trusted);
      this.addOutput('VerifierRoleArn', verifier.role.roleArn, trusted);
    }
    if (sinks.webhookSecret !== undefined) {
      const { secretArn } = sinks.webhookSecret;
      this.addOutput('OperatorEventsSecretArn', secretArn, 'The secret that signs operator events');
    }
  }

  /** Adds a stack output. Its id is a contract with scripts that read it. */
  private addOutput(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
