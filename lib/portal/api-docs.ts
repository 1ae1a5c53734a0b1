import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ApiEnv } from '../../lambdas/api/api-env.ts';
import type { routesIn } from '../../lambdas/api.ts';
import { getDocument } from '../../lambdas/openapi/documentation.operations.ts';
import { pageOf } from '../../lambdas/openapi/page/page.ts';
import { awsContext } from '../../lambdas/platform/aws/calls/aws-context.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import type { JsonText } from '../../lambdas/platform/json/json.ts';

/** Every environment variable of the api function accepts one of these values. */
const VALUES = ['1', 'false', 'park', 'https://example.com', ''];

/** An environment of the api function. The document is the same in every one. */
export const someApiEnv = () =>
  ApiEnv.parse(
    Object.fromEntries(
      Object.entries(ApiEnv.shape).map(([name, schema]) => [
        name,
        VALUES.find((value) => schema.safeParse(value).success),
      ]),
    ),
  );

/** A context in which nothing is called. */
const NO_AWS = awsContext(
  { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
  { now: () => new Date(0), random: () => 0, sleep: async () => undefined },
);

/**
 * The page of the API's documentation, from the document that the bundled api function serves.
 *
 * @param bundles the folder of the bundles: to load the sources takes ten times as long
 */
export function apiDocs(bundles: string): string {
  const require = createRequire(import.meta.url);
  const api: { routesIn: typeof routesIn } = require(join(bundles, 'api/index.mjs'));
  const route = api.routesIn(someApiEnv(), NO_AWS).find(({ path }) => path === getDocument.path);
  const response = route?.handle({ params: {}, query: new Query(''), headers: {}, body: '' });
  if (response === undefined || response instanceof Promise)
    throw new Error(`the api bundle has no route ${getDocument.path}`);
  // Not checked with instanceof: the bundle contains its own copy of the class.
  const { text } = response.body as JsonText;
  return pageOf(JSON.parse(text)).text;
}
