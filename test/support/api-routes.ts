import { ApiEnv } from '../../lambdas/api/api-env.ts';
import { routesIn } from '../../lambdas/api.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';

/** Of these, every variable of the api function takes one. */
const VALUES = ['1', 'refused', 'keep'];

const env = Object.entries(ApiEnv.shape).map(([name, schema]) => [
  name,
  VALUES.find((value) => schema.safeParse(value).success),
]);

/** The routes of the api function, in some environment. Nothing stands behind them. */
export const apiRoutes = () => routesIn(ApiEnv.parse(Object.fromEntries(env)));

/** The document that the api function serves. */
export async function documentIn(): Promise<object> {
  const route = apiRoutes().find(({ path }) => path === '/openapi.json');
  const answer = await route?.handle({ params: {}, query: new Query(''), headers: {}, body: '' });
  return JSON.parse(encodeJson(answer?.body));
}
