/** An S3 error: a code of S3's list, the corresponding HTTP status and a message. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string = code) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The XML body that S3 returns. */
  xml(): string {
    const message = this.message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${this.code}</Code><Message>${message}</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>`;
  }
}

/** Throws the error when `broken`. */
export const refuseIf = (broken: boolean, status: number, code: string, message?: string): void => {
  if (broken) throw new Refusal(status, code, message);
};
