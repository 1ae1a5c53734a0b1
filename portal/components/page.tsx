import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSettings } from '../portal-context.ts';
import { wasNavigated } from '../router.ts';
import * as shellTexts from '../texts/en/shell.ts';

interface PageProps {
  readonly title: string;
  /** Buttons and links beside the heading. */
  readonly actions?: ComponentChildren;
  /** Links to the screens above this one. */
  readonly trail?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A screen with its heading, which takes the focus when the viewer has opened the screen. */
export const Page = ({ title, actions, trail, children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (wasNavigated()) heading.current?.focus();
    scrollTo(0, 0);
  }, []);
  const { organizationName } = useSettings();
  useEffect(() => {
    document.title = shellTexts.title(title, organizationName);
  }, [title, organizationName]);
  return (
    <>
      {trail && <p class="trail">{trail}</p>}
      <div class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
};
