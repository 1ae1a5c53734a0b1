import { serveSts } from './access/sts.ts';
import { templateRoles } from './access/template-roles.ts';
import { BUCKETS } from './buckets/buckets.ts';
import { localBucket } from './buckets/local-bucket.ts';
import { eventBusActions } from './events/event-bus.ts';
import { functionCredentials } from './functions/function-credentials.ts';
import { MAX_PROCESSES } from './functions/function-pool.ts';
import { type FindFunction, startFunctions } from './functions/functions.ts';
import { type Endpoints, FUNCTIONS, localFunction } from './functions/lambda-functions.ts';
import { APIS, INTEGRATIONS, ROUTES, routesToFunctions } from './http/apis.ts';
import { gateway } from './http/gateway.ts';
import type { LocalStackOptions } from './local-stack-options.ts';
import { startEventSources } from './queues/event-sources.ts';
import { MAPPINGS } from './queues/mappings.ts';
import { QUEUES, queueAttributes } from './queues/queues.ts';
import { RULES } from './schedules/rules.ts';
import { startSchedules } from './schedules/schedules.ts';
import { serveAwsJson } from './secrets/aws-json.ts';
import { ALIASES, KEYS, keyName, SECRETS, secretValue } from './secrets/keys-and-secrets.ts';
import { kmsActions } from './secrets/kms.ts';
import { secretsManagerActions } from './secrets/secrets-manager.ts';
import type { Servers } from './servers.ts';
import { createTables, TABLES } from './tables/tables.ts';
import type { Names } from './template/names.ts';
import { readResources, refuseUnknownTypes } from './template/read-resources.ts';
import type { Assembly } from './template/template.ts';

/** A template and what is needed to run it. */
export interface Run {
  readonly assembly: Assembly;
  readonly names: Names;
  readonly servers: Servers;
  readonly options: LocalStackOptions;
  readonly opened: AsyncDisposableStack;
}

const KINDS = [
  TABLES,
  QUEUES,
  BUCKETS,
  KEYS,
  ALIASES,
  SECRETS,
  FUNCTIONS,
  MAPPINGS,
  RULES,
  APIS,
  INTEGRATIONS,
  ROUTES,
];

/**
 * Runs every resource of the template: stores first, then the functions, then what invokes them.
 */
export const runTemplate = async (run: Run): Promise<void> => {
  const { template } = run.assembly;
  refuseUnknownTypes(
    template,
    KINDS.flatMap(({ types }) => types),
  );
  readResources(template, APIS, run.names);
  run.servers.identities.add(templateRoles(template, run.names));
  await runTables(run);
  runQueuesAndBuckets(run);
  runSecrets(run);
  const find = await runFunctions(run);
  runEventSources(run, find);
  runSchedules(run, find);
  runHttp(run, find);
};

const runTables = async ({ assembly, names, servers, options }: Run): Promise<void> => {
  const tables = readResources(assembly.template, TABLES, names);
  options.log('stack', `creating ${tables.length} tables`);
  await createTables(tables, servers.dynamodb.url);
};

const runQueuesAndBuckets = ({ assembly, names, servers, options }: Run): void => {
  const queues = readResources(assembly.template, QUEUES, names);
  const own = readResources(assembly.template, BUCKETS, names).map(({ name }) => name);
  const buckets = [...options.buckets, ...own];
  const list = buckets.map((bucket) => localBucket(bucket).name).join(', ');
  if (options.emptyBuckets && servers.sqsAndS3.deleteBuckets()) {
    options.log('stack', `deleting the objects of the last start from ${options.dataFolder}/s3`);
  }
  options.log('stack', `creating ${queues.length} queues, buckets ${list}`);
  for (const queue of queues) servers.sqsAndS3.createQueue(queue.name, queueAttributes(queue));
  for (const bucket of buckets) servers.sqsAndS3.createBucket(bucket);
};

const runSecrets = ({ assembly, names, servers, options }: Run): void => {
  const aliases = readResources(assembly.template, ALIASES, names);
  const keys = readResources(assembly.template, KEYS, names).map((key) => keyName(key, aliases));
  const secrets = readResources(assembly.template, SECRETS, names).map((secret) => ({
    name: secret.name,
    arn: secret.ref,
    value: secretValue(secret, options.apiKey),
  }));
  const json = serveAwsJson(
    {
      ...kmsActions(keys),
      ...secretsManagerActions(secrets),
      ...eventBusActions(options.log),
    },
    (call) => servers.deniedCalls.check(call),
  );
  const sts = serveSts(servers.identities);
  servers.secrets.serve((request, response) => {
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    return (isForm ? sts : json)(request, response);
  });
};

const runFunctions = async ({
  assembly,
  names,
  servers,
  options,
  opened,
}: Run): Promise<FindFunction> => {
  const own = endpointsOf(servers);
  const endpoints = (await options.endpoints?.(own)) ?? own;
  const mappings = readResources(assembly.template, MAPPINGS, names);
  const functions = readResources(assembly.template, FUNCTIONS, names).map((found) => {
    const queues = mappings.filter(({ properties }) => properties.FunctionName === found.name);
    return localFunction(found, assembly, {
      endpoints,
      credentials: functionCredentials(found, servers.identities),
      maxProcesses: Math.max(1, queues.length) * MAX_PROCESSES,
    });
  });
  const { log, functionsOnDemand: onDemand = false } = options;
  if (!onDemand) log('stack', `starting ${functions.map(({ title }) => title).join(', ')}`);
  return startFunctions(functions, { opened, log, onDemand });
};

const runEventSources = (
  { assembly, names, servers, options, opened }: Run,
  find: FindFunction,
): void => {
  const mappings = readResources(assembly.template, MAPPINGS, names);
  const queues = readResources(assembly.template, QUEUES, names);
  const sqs = servers.sqsAndS3.calls;
  const { log, windowSeconds } = options;
  startEventSources(mappings, queues, find, { sqs, opened, log, windowSeconds });
};

const runSchedules = (
  { assembly, names, options: { scheduleSeconds, log }, opened }: Run,
  find: FindFunction,
): void => {
  const rules = readResources(assembly.template, RULES, names);
  startSchedules(rules, find, { opened, log, seconds: scheduleSeconds });
};

const runHttp = ({ assembly, names, servers, options }: Run, find: FindFunction): void => {
  const routes = routesToFunctions(
    readResources(assembly.template, ROUTES, names),
    readResources(assembly.template, INTEGRATIONS, names),
  );
  const targets = routes.map(({ key, target }) => {
    const { pool } = find(target);
    return { key, target: (event: unknown) => pool.invoke(event) };
  });
  servers.http.serve(gateway(targets, options.log));
};

const endpointsOf = ({ dynamodb, sqsAndS3, secrets }: Servers): Endpoints => ({
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
  AWS_ENDPOINT_URL_SQS: sqsAndS3.url,
  AWS_ENDPOINT_URL_S3: sqsAndS3.url,
  AWS_ENDPOINT_URL_KMS: secrets.url,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  AWS_ENDPOINT_URL_EVENTBRIDGE: secrets.url,
  AWS_ENDPOINT_URL_STS: secrets.url,
});
