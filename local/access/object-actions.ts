import { own } from '../own.ts';

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
export const accessesFor = (request: ObjectRequest): readonly Needed[] | undefined => {
  const { bucket, key } = request;
  if (key === '') {
    return isRead(request) ? [{ action: 's3:ListBucket', resource: arnOf(bucket) }] : undefined;
  }
  const resource = arnOf(`${bucket}/${key}`);
  return objectActions(request)?.map((action) => ({ action, resource }));
};

const objectActions = (request: ObjectRequest): string[] | undefined => {
  const { method, query } = request;
  const name = SUBRESOURCES.find((subresource) => Object.hasOwn(query, subresource));
  if (name !== undefined) return subresourceActions(request, name);
  if (isRead(request)) return ['versionId' in query ? 's3:GetObjectVersion' : 's3:GetObject'];
  if (method === 'PUT') return putActions(request);
  if (method === 'DELETE') return [deleteAction(request)];
  return isMultipart(request) ? ['s3:PutObject'] : undefined;
};

/** The subresources of an object that have permissions of their own. */
const SUBRESOURCES = ['acl', 'legal-hold', 'retention', 'tagging'];

/** Other subresources than tags and ACLs, and those of versions, are not supported. */
const subresourceActions = ({ method, query }: ObjectRequest, name: string) => {
  const verb = own(VERBS, method);
  const noun = own(SUBRESOURCE_NAMES, name);
  const isSupported = verb !== undefined && noun !== undefined && !('versionId' in query);
  return isSupported ? [`s3:${verb}Object${noun}`] : undefined;
};

const VERBS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };
const SUBRESOURCE_NAMES: Readonly<Record<string, string>> = { acl: 'Acl', tagging: 'Tagging' };

const isRead = ({ method }: ObjectRequest): boolean => method === 'GET' || method === 'HEAD';

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
