import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SectionProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Makes the heading a target of the focus. */
  readonly id?: string;
  /** The class. The style sheet numbers the parts of a form. @default section */
  readonly kind?: 'part' | 'stack';
}

/** A part of a screen, which its heading names. */
export const Section = ({ title, children, id, kind }: SectionProps) => {
  const generated = useId();
  const heading = id ?? generated;
  return (
    <section class={kind ?? 'section'} aria-labelledby={heading}>
      <h2 id={heading} tabIndex={id === undefined ? undefined : -1}>
        {title}
      </h2>
      {children}
    </section>
  );
};
