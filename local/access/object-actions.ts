/** A request to the object store, as far as it decides which permissions are needed. */
export interface ObjectRequest {
  readonly method: string;
  readonly bucket: string;
  /** Empty for a request that is about the bucket. */
  readonly key: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
}

/** An action that a request needs, and the ARN that it is about. */
interface Needed {
  readonly action: string;
  readonly resource: string;
}

/**
 * The permissions that a request needs; undefined for a request that sessions cannot make here.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const neededFor = (request: ObjectRequest): readonly Needed[] | undefined => {
  const { method, bucket, key } = request;
  const isRead = method === 'GET' || method === 'HEAD';
  if (key === '')
    return isRead ? [{ action: 's3:ListBucket', resource: arnOf(bucket) }] : undefined;
  const resource = arnOf(`${bucket}/${key}`);
  if (isRead) return [{ action: 's3:GetObject', resource }];
  if (method === 'PUT') return putActions(request)?.map((action) => ({ action, resource }));
  if (method === 'DELETE') return [{ action: deleteAction(request), resource }];
  return isMultipart(request) ? [{ action: 's3:PutObject', resource }] : undefined;
};

/** A copy would also need permissions for its source. */
const putActions = ({ headers, query }: ObjectRequest): string[] | undefined => {
  if ('x-amz-copy-source' in headers || 'renameObject' in query) return undefined;
  const hasAcl = Object.keys(headers).some((name) => /^x-amz-(?:acl$|grant-)/.test(name));
  return [
    's3:PutObject',
    ...('x-amz-tagging' in headers ? ['s3:PutObjectTagging'] : []),
    ...(hasAcl ? ['s3:PutObjectAcl'] : []),
  ];
};

const deleteAction = ({ query }: ObjectRequest): string => {
  if ('uploadId' in query) return 's3:AbortMultipartUpload';
  return 'versionId' in query ? 's3:DeleteObjectVersion' : 's3:DeleteObject';
};

const isMultipart = ({ method, query }: ObjectRequest): boolean =>
  method === 'POST' && ('uploads' in query || 'uploadId' in query);

const arnOf = (resource: string): string => `arn:aws:s3:::${resource}`;
