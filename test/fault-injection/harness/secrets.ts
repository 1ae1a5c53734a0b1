import { API_KEY_ARN, TOKEN_SECRET_ARN } from './environment.ts';

/** The buckets there are, each for one destination. */
export const BUCKETS = ['first-bucket', 'second-bucket'] as const;

/** What opens the buckets: each can be told from anything else in whatever it turns up. */
export const ACCESS_KEY = {
  key: 'AKIAMARKERONE4WAYBILL',
  secret: 'marker+two/the-secret=key"of/the+buckets',
  session: 'marker/three+the=session"token+of/the=buckets==',
} as const;

/** What opens the API. */
export const API_KEY = 'marker.four-the-api-key_of-the-platform';

const TOKEN_SECRET = 'marker.five-the-secret-that-signs-the-tokens';

/** Everything that must not be told, by what it is. */
export const SECRETS = {
  'access key': ACCESS_KEY.key,
  'secret key': ACCESS_KEY.secret,
  'session token': ACCESS_KEY.session,
  'API key': API_KEY,
};

/** What is in Secrets Manager, by its ARN. */
export const STORED_SECRETS = {
  [API_KEY_ARN]: API_KEY,
  [TOKEN_SECRET_ARN]: TOKEN_SECRET,
};
