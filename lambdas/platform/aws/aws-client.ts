/**
 * Client configuration for AWS services. By default the SDK waits indefinitely, which would hold a
 * function until Lambda ends it. The SDK retries a call that times out twice.
 */
export const AWS_CLIENT = {
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
};
