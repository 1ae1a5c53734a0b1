import { ApiEnv } from '../../lambdas/api/api-env.ts';
import { routesIn } from '../../lambdas/api.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';
import { awsAt } from './aws.ts';

/** Every environment variable of the api function accepts one of these values. */
const VALUES = ['1', 'false', 'park', 'https://example.com', ''];

const env = Object.entries(ApiEnv.shape).map(([name, schema]) => [
  name,
  VALUES.find((value) => schema.safeParse(value).success),
]);

/** The routes of the api function in a given environment, without backing services. */
export const apiRoutes = () =>
  routesIn(ApiEnv.parse(Object.fromEntries(env)), awsAt('http://none'));

/** The document that the api function serves. */
export async function documentIn(): Promise<object> {
  const route = apiRoutes().find(({ path }) => path === '/openapi.json');
  const answer = await route?.handle({ params: {}, query: new Query(''), headers: {}, body: '' });
  return JSON.parse(encodeJson(answer?.body));
}
