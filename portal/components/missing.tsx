import { Notice } from './notice.tsx';

interface MissingProps {
  readonly text: string;
  readonly href: string;
  /** Where the link leads. */
  readonly label: string;
}

/** Says that what the address names does not exist, and where to go instead. */
export const Missing = ({ text, href, label }: MissingProps) => (
  <Notice tone="neutral">
    <p>{text}</p>
    <a href={href}>{label}</a>
  </Notice>
);
