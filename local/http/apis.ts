import * as z from 'zod';
import type { Found, Kind } from '../template/read-resources.ts';
import type { Route } from './routes.ts';

const ApiProperties = z.strictObject({
  Name: z.string().optional(),
  ProtocolType: z.literal('HTTP'),
});

/** The HTTP API itself; its routes contain all that the local stack needs. */
export const APIS: Kind<typeof ApiProperties> = {
  types: ['AWS::ApiGatewayV2::Api'],
  properties: ApiProperties,
  ignored: ['Description', 'DisableExecuteApiEndpoint', 'Tags'],
};

const IntegrationProperties = z.strictObject({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

/** Integrations of routes with functions. */
export const INTEGRATIONS: Kind<typeof IntegrationProperties> = {
  types: ['AWS::ApiGatewayV2::Integration'],
  properties: IntegrationProperties,
  ignored: ['ApiId', 'Description', 'TimeoutInMillis'],
};

const RouteProperties = z.strictObject({
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE').optional(),
});

/** Routes without an authorizer. */
export const ROUTES: Kind<typeof RouteProperties> = {
  types: ['AWS::ApiGatewayV2::Route'],
  properties: RouteProperties,
  ignored: ['ApiId', 'OperationName'],
};

/** Each route with the URI of the function behind it. */
export const routesToFunctions = (
  routes: readonly Found<z.infer<typeof RouteProperties>>[],
  integrations: readonly Found<z.infer<typeof IntegrationProperties>>[],
): Route<string>[] =>
  routes.map(({ properties: { RouteKey, Target } }) => {
    const integration = integrations.find(({ ref }) => Target === `integrations/${ref}`);
    return { key: RouteKey, target: integration?.properties.IntegrationUri ?? '' };
  });
