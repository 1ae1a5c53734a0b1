import { API_KEY_ARN, TOKEN_SECRET_ARN } from './environment.ts';

/** The buckets, one per destination. */
export const BUCKETS = ['first-bucket', 'second-bucket'] as const;

/** The buckets' credentials, distinguishable from all other text in any output. */
export const ACCESS_KEY = {
  key: 'AKIAMARKERONE4WAYBILL',
  secret: 'marker+two/the-secret=key"of/the+buckets',
  session: 'marker/three+the=session"token+of/the=buckets==',
} as const;

/** The secrets that authenticate API requests. */
export const API_KEY = 'marker.four-the-api-key_of-the-platform';

const TOKEN_SECRET = 'marker.five-the-secret-that-signs-the-tokens';

/** Everything that must not be disclosed, by name. */
export const SECRETS = {
  'access key': ACCESS_KEY.key,
  'secret key': ACCESS_KEY.secret,
  'session token': ACCESS_KEY.session,
  'API key': API_KEY,
};

/** The contents of Secrets Manager, by ARN. */
export const STORED_SECRETS = {
  [API_KEY_ARN]: API_KEY,
  [TOKEN_SECRET_ARN]: TOKEN_SECRET,
};
