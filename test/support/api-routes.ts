import { routesIn } from '../../lambdas/api.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';
import { someApiEnv } from '../../lib/portal/api-docs.ts';
import { awsAt } from './aws.ts';

/** The routes of the api function in a given environment, without backing services. */
export const apiRoutes = () => routesIn(someApiEnv(), awsAt('http://none'));

/** The document that the api function serves. */
export async function documentIn(): Promise<object> {
  const route = apiRoutes().find(({ path }) => path === '/openapi.json');
  const answer = await route?.handle({ params: {}, query: new Query(''), headers: {}, body: '' });
  return JSON.parse(encodeJson(answer?.body));
}
