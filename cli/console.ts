/** The operator's terminal or streams. */
export interface Console {
  /** Writes a line of the command's output. */
  out(line: string): void;
  /** Writes a line of information about the run. */
  info(line: string): void;
  /** Shows the progress; `more` is the number of items processed since the last call. */
  progress(line: string, more: number): void;
  /** Asks for confirmation. @default - not interactive */
  readonly ask?: (question: string) => Promise<boolean>;
  readonly now: Date;
  /** Stops the command at the next safe point. */
  readonly signal: AbortSignal;
}
