/** What is wrong with a form. */
export interface FormError {
  /** The id of the input; undefined if the error is about none. */
  readonly field?: string | undefined;
  readonly message: string;
}
