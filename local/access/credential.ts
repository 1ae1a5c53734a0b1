/** The credentials of a request, as far as they are in clear text: its signature is not verified. */
export interface Credential {
  readonly accessKeyId: string;
  /** The region and the service that the request is signed for. */
  readonly region: string;
  readonly service: string;
  readonly sessionToken: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const SCOPE = /(?:^|Credential=)([^/\s]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/;

/** Reads the credentials from a request's headers, or from the query of a presigned URL. */
export const credentialOf = (headers: Fields, query: Fields = {}): Credential | undefined => {
  const isPresigned = headers.authorization === undefined;
  const scope = isPresigned ? query['X-Amz-Credential'] : headers.authorization;
  const token = isPresigned ? query['X-Amz-Security-Token'] : headers['x-amz-security-token'];
  const [, accessKeyId, region, service] = SCOPE.exec(String(scope)) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return {
    accessKeyId,
    region,
    service,
    sessionToken: token === undefined ? undefined : String(token),
  };
};
