import { join } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { respond } from './portal/respond.ts';
import { openSite, SITE_FOLDER, type StoredSite } from './portal/site.ts';

let site: StoredSite | undefined;

/** Responds with a file of the site. The files are in a folder beside the bundle. */
export const handler = async (
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  site ??= openSite(join(import.meta.dirname, SITE_FOLDER));
  return respond(site, request);
};
