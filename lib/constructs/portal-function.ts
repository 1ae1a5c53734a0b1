import type { Construct } from 'constructs';
import { pageSettings } from '../portal/page-settings.ts';
import { siteFiles } from '../portal/site-files.ts';
import type { PortalPage } from '../settings/portal-page-settings.ts';
import { type FunctionProps, NodeFunction } from './node-function.ts';

/** It reads files and computes nothing: more memory shortens only its cold start. */
export const PORTAL_SIZE = { memoryMb: 256, timeoutSeconds: 5 };

/** Without a portal, it serves only the documentation of the API. */
const TEXTS = {
  on: {
    description: 'Waybill: serves the tenant portal and the documentation of the API',
    users: 'Tenants cannot open the portal',
  },
  off: {
    description: 'Waybill: serves the documentation of the API',
    users: 'The documentation of the API cannot be read',
  },
} as const;

export interface PortalFunctionProps extends Omit<FunctionProps, 'memoryMb' | 'timeoutSeconds'> {
  readonly portal: 'on' | 'off';
  readonly portalPage: PortalPage;
}

/**
 * Serves the files of the tenant portal and the documentation of the API. It has no permissions except for
 * its own log.
 */
export class PortalFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: PortalFunctionProps) {
    const { description, users } = TEXTS[props.portal];
    super(scope, id, {
      ...props,
      ...PORTAL_SIZE,
      file: 'portal',
      description,
      impact: {
        errors: `${users}: runs of the portal function crash or time out. The API and deliveries are not affected. See the log of the portal function.`,
        throttles: `${users}: requests get 503. The API and deliveries are not affected.`,
      },
      environment: () => ({}),
      filesBeside: (staticFiles) =>
        siteFiles(props.portal === 'on' ? pageSettings(props.portalPage) : undefined, staticFiles),
    });
  }
}
