import type { ComponentChildren } from 'preact';

interface ChoicesProps {
  readonly id?: string | undefined;
  readonly legend: string;
  readonly error?: string | undefined;
  readonly children: ComponentChildren;
}

/** Several choices with one label. An error is read with it, and a link to the id gives it the focus. */
export const Choices = ({ id, legend, error, children }: ChoicesProps) => (
  <fieldset id={id} tabIndex={-1} aria-describedby={error && `${id}-error`}>
    <legend>{legend}</legend>
    {error && (
      <p id={`${id}-error`} class="error">
        {error}
      </p>
    )}
    {children}
  </fieldset>
);
