import * as z from 'zod';
import { errorDoc, type Operation, SCOPES } from '../platform/http/operation.ts';
import { TenantParams } from '../tenants/tenants.operations.ts';
import { THEMES } from './theme.ts';

/** A path segment: printable characters except `#`, `/` and `?`. */
const SEGMENT = '[!"$-.0->@-~]+';

/** The search of the list of destinations: printable characters except `#` and `&`. */
const SEARCH = `search=[!"$%'-~]*`;

/** The paths of the portal's screens, with filters. */
const SCREEN = new RegExp(
  `^/(?:destinations(?:/new|/${SEGMENT}(?:/edit)?|\\?${SEARCH})?|events(?:/${SEGMENT}|\\?[!"$-~]*)?)$`,
);

/** The parameters of a link to the portal. */
export const PortalQuery = z.object({
  theme: z
    .enum(THEMES, `must be one of ${THEMES.join(', ')}`)
    .optional()
    .meta({ description: 'Color theme of the page. Default: the setting `portalTheme`.' }),
  scope: z
    .enum(SCOPES, `must be one of ${SCOPES.join(', ')}`)
    .default('manage')
    .meta({
      description:
        'What the session may do. `read` shows everything, `retry` also retries deliveries and tests destinations, and `manage` also changes destinations.',
    }),
  to: z
    .string()
    .regex(SCREEN, 'must be the path of a screen, such as /destinations/new')
    .optional()
    .meta({
      description:
        'The screen to open: `/destinations`, which may have the query `search`, `/destinations/new`, `/destinations/{id}`, `/destinations/{id}/edit`, `/events`, which may have a query of filters, or `/events/{id}`. Ids are percent-encoded.',
      example: '/destinations/new',
    }),
});

const PortalUrlBody = z
  .object({
    redirect_url: z.string().meta({
      description:
        'The URL to send the customer to. It gives access to the tenant until it expires: neither store nor log it.',
    }),
    tenant_id: z.string(),
    expires_at: z.iso.datetime().meta({ description: 'When the URL expires.' }),
  })
  .meta({ id: 'PortalUrl' });
export type PortalUrlBody = z.output<typeof PortalUrlBody>;

/** The maximum length of a link. With the longest tenant id, a link has about 400 characters. */
const MAX_LINK_CHARACTERS = 2_048;

/** The request body of a portal session. */
export const PortalSessionInput = z
  .object({
    link: z
      .string()
      .max(MAX_LINK_CHARACTERS, `must have at most ${MAX_LINK_CHARACTERS} characters`)
      .meta({
        description: 'The value of `link` in the fragment of the URL.',
        example: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhY21lIn0.c2lnbmF0dXJl',
      }),
  })
  .meta({ id: 'PortalSessionInput' });

const PortalSessionBody = z
  .object({
    token: z.string().meta({ description: 'A JWT to send as a bearer token.' }),
    tenant_id: z.string(),
    scope: z.enum(SCOPES),
    expires_at: z.iso.datetime().meta({ description: 'When the token expires.' }),
  })
  .meta({ id: 'PortalSession' });
export type PortalSessionBody = z.output<typeof PortalSessionBody>;

export const getPortalUrl: Operation = {
  method: 'GET',
  path: '/api/v1/tenants/{tenant_id}/portal',
  access: 'apiKey',
  doc: {
    operationId: 'getPortalUrl',
    tag: 'Portal',
    summary: 'Get a URL of the portal',
    description:
      'Returns a URL that opens the portal for a tenant. It expires after `portalLinkMinutes`: get one at the moment a customer opens the portal.',
    params: TenantParams,
    query: PortalQuery,
    responses: {
      200: { description: 'The URL.', schema: PortalUrlBody },
      404: errorDoc('The tenant does not exist, or the setting `portal` is `off`.'),
    },
  },
};

export const createPortalSession: Operation = {
  method: 'POST',
  path: '/api/v1/portal/sessions',
  access: 'public',
  doc: {
    operationId: 'createPortalSession',
    tag: 'Portal',
    summary: 'Open a portal session',
    description:
      'The portal calls this with the link of its URL. The link can be used again until it expires. The token has the scope of the link and is valid for `portalSessionMinutes`.',
    body: PortalSessionInput,
    responses: {
      200: { description: 'The session.', schema: PortalSessionBody },
      401: errorDoc(
        'The link has expired (`data.link` is `expired`), or it is not valid (`invalid`): it was changed, or the tenant or its tokens were deleted.',
      ),
      404: errorDoc('The setting `portal` is `off`.'),
    },
  },
};
