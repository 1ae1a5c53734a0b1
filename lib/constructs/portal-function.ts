import type { Construct } from 'constructs';
import { siteFiles } from '../portal/site-files.ts';
import { type FunctionProps, NodeFunction } from './node-function.ts';

/** The API's URL, relative to the page. */
const API_BASE = 'api/v1';

/** It reads files and computes nothing: more memory shortens only its cold start. */
const SIZE = { memoryMb: 256, timeoutSeconds: 5 };

export interface PortalFunctionProps extends Omit<FunctionProps, 'memoryMb' | 'timeoutSeconds'> {}

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
      filesBeside: (staticFiles) => siteFiles({ apiBase: API_BASE }, staticFiles),
    });
  }
}
