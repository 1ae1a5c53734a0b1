import * as z from 'zod';
import { REGION } from '../template/names.ts';
import type { Found, Kind } from '../template/read-resources.ts';
import type { Assembly } from '../template/template.ts';
import type { Credentials } from './function-credentials.ts';

const Properties = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string().regex(/^[\w/.-]+\.\w+$/),
  Runtime: z.string().startsWith('nodejs'),
  Role: z.string().optional(),
  Timeout: z.int().positive().default(3),
  MemorySize: z.int().positive().default(128),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
});

export type FunctionProperties = z.infer<typeof Properties>;

/** Functions with a Node runtime. The number of processes, not the settings, limits concurrency. */
export const FUNCTIONS: Kind<typeof Properties> = {
  types: ['AWS::Lambda::Function'],
  properties: Properties,
  ignored: [
    'Architectures',
    'Description',
    'EphemeralStorage',
    'LoggingConfig',
    'RecursiveLoop',
    'ReservedConcurrentExecutions',
    'Tags',
    'TracingConfig',
  ],
};

/** A function as the local stack runs it. */
export interface LocalFunction {
  /** The display name: the function's name without the stack prefix. */
  readonly title: string;
  readonly name: string;
  readonly arn: string;
  readonly folder: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly maxProcesses: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Endpoint URLs for the AWS SDK, by the environment variables it reads. */
export type Endpoints = Readonly<Record<`AWS_ENDPOINT_URL_${string}`, string>>;

/** What the local stack adds to a function of the template. */
interface Runtime {
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  readonly maxProcesses: number;
}

/** A function with its bundle and the environment it would have on Lambda. */
export const localFunction = (
  { name, attributes, properties }: Found<FunctionProperties>,
  assembly: Assembly,
  { endpoints, credentials, maxProcesses }: Runtime,
): LocalFunction => {
  const folder = assembly.codeFolder(properties.Code.S3Key);
  return {
    title: name.replace(`${assembly.stackName}-`, ''),
    name,
    arn: attributes.Arn ?? '',
    folder,
    handler: properties.Handler,
    timeoutSeconds: properties.Timeout,
    memoryMb: properties.MemorySize,
    maxProcesses,
    environment: {
      ...properties.Environment?.Variables,
      ...runtimeVariables(name, folder, properties),
      ...credentials,
      ...endpoints,
    },
  };
};

const runtimeVariables = (name: string, folder: string, properties: FunctionProperties) => ({
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_EXECUTION_ENV: `AWS_Lambda_${properties.Runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  LAMBDA_TASK_ROOT: folder,
  _HANDLER: properties.Handler,
  TZ: 'UTC',
  LANG: 'en_US.UTF-8',
  PATH: process.env.PATH ?? '',
  // Prevents the SDK from reading the user's own AWS settings.
  HOME: folder,
});
