import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { readEnvironment } from './env-schema.ts';
import { setInvocation } from './logger.ts';

type Handle<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * Creates a Lambda handler that reads its environment and builds its dependencies on the first call.
 * Importing a function file therefore needs no environment. If initialization fails, the next call
 * retries it.
 */
export function lazyHandler<Schema extends z.ZodType, Event, Result>(
  schema: Schema,
  build: (env: z.output<Schema>) => Promise<Handle<Event, Result>> | Handle<Event, Result>,
): Handle<Event, Result> {
  let handle: Handle<Event, Result> | undefined;
  return async (event, context) => {
    setInvocation({ function_request_id: context.awsRequestId });
    handle ??= await build(readEnvironment(schema, process.env));
    return handle(event, context);
  };
}
