import type { Construct } from 'constructs';
import { pageSettings } from '../portal/page-settings.ts';
import { siteFiles } from '../portal/site-files.ts';
import type { PortalPage } from '../settings/portal-page-settings.ts';
import { type FunctionProps, NodeFunction } from './node-function.ts';

/** It reads files and computes nothing: more memory shortens only its cold start. */
const SIZE = { memoryMb: 256, timeoutSeconds: 5 };

export interface PortalFunctionProps extends Omit<FunctionProps, 'memoryMb' | 'timeoutSeconds'> {
  readonly portalPage: PortalPage;
}

/** Serves the tenant portal's page and assets. It has no permissions except for its own log. */
export class PortalFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: PortalFunctionProps) {
    super(scope, id, {
      ...props,
      ...SIZE,
      file: 'portal',
      description: 'Waybill: serves the tenant portal',
      impact: {
        errors:
          'Runs of the portal function crash or time out: tenants cannot open the portal. The API and deliveries are not affected. See the log of the portal function.',
        throttles:
          'Tenants cannot open the portal: its page is answered 503. The API and deliveries are not affected.',
      },
      environment: () => ({}),
      filesBeside: (staticFiles) => {
        const { settings, images } = pageSettings(props.portalPage);
        return siteFiles(settings, images, staticFiles);
      },
    });
  }
}
