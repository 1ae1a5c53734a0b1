import { randomUUID } from 'node:crypto';
import { xml } from '../xml.ts';

/** The body of an error of S3. */
export const s3ErrorXml = (
  { code, message }: { readonly code: string; readonly message: string },
  resource: string,
): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${xml([
    'Error',
    [
      ['Code', code],
      ['Message', message],
      ['Resource', resource],
      ['RequestId', randomUUID()],
    ],
  ])}`;
