interface FieldLinkProps {
  /** The id of the input. */
  readonly field: string;
  readonly message: string;
}

/** A link to an input of the page. It opens the folded sections that contain the input. */
export const FieldLink = ({ field, message }: FieldLinkProps) => {
  const toField = (event: Event) => {
    // The fragment of the address is that of the screen.
    event.preventDefault();
    const input = document.getElementById(field);
    for (
      let part = input?.closest('details');
      part;
      part = part.parentElement?.closest('details')
    ) {
      part.open = true;
    }
    input?.focus();
  };
  return (
    <a href={`#${field}`} onClick={toField}>
      {message}
    </a>
  );
};
