import type { Agent } from 'node:http';
import { httpAgents } from '../../http/http-agents.ts';
import type { Credentials } from './sigv4.ts';

/** Time and randomness. */
export interface Clock {
  now(): Date;
  /** From 0 to 1. */
  random(): number;
  /** Ends early when `signal` is aborted, and may reject then. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

/** The state that all calls of a process share. */
export interface AwsContext {
  readonly region: string;
  readonly credentials: Credentials;
  readonly agents: Readonly<Record<string, Agent>>;
  readonly clock: Clock;
  /** The process's environment: endpoints and attempts. */
  readonly env: NodeJS.ProcessEnv;
  readonly userAgent: string;
  /** Returns the trace of the current invocation. */
  readonly trace: () => string | undefined;
}

/**
 * Reads region and credentials from the environment, once: Lambda sets them for the lifetime of a
 * process. Other sources, such as profiles, are not supported.
 *
 * @throws Error that names the missing variables
 */
export function awsContext(env: NodeJS.ProcessEnv, clock: Clock): AwsContext {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env;
  // Reading a variable of the process takes longer than reading a member of an object.
  const { AWS_LAMBDA_FUNCTION_NAME, AWS_SDK_UA_APP_ID } = env;
  if (!AWS_REGION || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    const required = { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
    const missing = Object.entries(required).flatMap(([name, value]) => (value ? [] : [name]));
    throw new Error(`environment: ${missing.join(', ')} required to call AWS`);
  }
  return {
    region: AWS_REGION,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN || undefined,
    },
    agents: httpAgents(),
    clock,
    env,
    userAgent: AWS_SDK_UA_APP_ID ? `waybill app/${AWS_SDK_UA_APP_ID}` : 'waybill',
    // The runtime sets it for each invocation.
    trace: () => (AWS_LAMBDA_FUNCTION_NAME ? env._X_AMZN_TRACE_ID : undefined),
  };
}
