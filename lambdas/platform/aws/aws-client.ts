/**
 * How our functions call AWS services. The SDK waits for ever by default, which would hold a
 * function until it is cut off; a call that is given up is tried again by the SDK, twice.
 */
export const AWS_CLIENT = {
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
};
