import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SectionProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A part of the form. The style sheet numbers the parts. */
export const Section = ({ title, children }: SectionProps) => {
  const id = useId();
  return (
    <section class="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div class="stack">{children}</div>
    </section>
  );
};
