import type { ComponentChildren } from 'preact';

interface ChoicesProps {
  readonly id?: string | undefined;
  readonly legend: string;
  readonly error?: string | undefined;
  readonly children: ComponentChildren;
}

/**
 * Several choices with one label. Screen readers read the error with the label. The id can be the target of
 * a link.
 */
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
