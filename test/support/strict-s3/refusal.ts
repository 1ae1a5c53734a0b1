/** A refusal in S3's own words: an error code of its list, the HTTP status that goes with it, a message. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string = code) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The XML body S3 answers with. */
  xml(): string {
    const message = this.message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${this.code}</Code><Message>${message}</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>`;
  }
}

/** Refuses when `broken`. */
export const refuseIf = (broken: boolean, status: number, code: string, message?: string): void => {
  if (broken) throw new Refusal(status, code, message);
};
