/** Details of a failed call, in the form of the SDK's errors. */
export interface Metadata {
  readonly httpStatusCode: number;
  readonly requestId: string | undefined;
}

/** An error that an AWS service returned. `name` is AWS's code, such as `ConditionalCheckFailedException`. */
export class AwsError extends Error {
  override readonly name: string;
  readonly $metadata: Metadata;

  constructor(name: string, message: string, $metadata: Metadata) {
    super(message || name);
    this.name = name;
    this.$metadata = $metadata;
  }
}

/** A response that contradicts its own checksum. */
export class ChecksumError extends Error {
  override readonly name = 'ChecksumError';
}

/** Whether a service returned the error `name`, through this module or through the SDK. */
export const isAwsError = (error: unknown, name: string): error is Error =>
  error instanceof Error && error.name === name;
