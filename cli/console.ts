/** Where the person sits who gives the order. */
export interface Console {
  /** Writes a line of what was asked for. */
  out(line: string): void;
  /** Writes a line about how it goes. */
  tell(line: string): void;
  /** Shows how far it is, so many things after the last time. */
  progress(line: string, more: number): void;
  /** Asks for a yes. @default - there is nobody to ask */
  readonly ask?: (question: string) => Promise<boolean>;
  readonly now: Date;
  /** Ends the work at the next good moment. */
  readonly signal: AbortSignal;
}
