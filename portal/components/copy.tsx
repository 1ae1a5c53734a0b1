import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import * as shellTexts from '../texts/en/shell.ts';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for screen readers. */
  readonly what: string;
  /** The element that shows the text. It is selected when the browser does not allow copying. */
  readonly source?: RefObject<HTMLElement | null>;
}

/** Copies a text. A frame may be denied the clipboard. */
export const CopyButton = ({ text, what, source }: CopyButtonProps) => {
  const [result, setResult] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setResult(shellTexts.copied);
    } catch {
      select(source?.current);
      setResult(shellTexts.copyYourself);
    }
    setTimeout(setResult, 4000, undefined);
  };
  return (
    <span class="copy">
      <button type="button" class="small" onClick={copy} aria-label={shellTexts.copyWhat(what)}>
        {shellTexts.copy}
      </button>
      <span role="status" class="soft">
        {result}
      </span>
    </span>
  );
};

const select = (element: HTMLElement | null | undefined): void => {
  if (element) getSelection()?.selectAllChildren(element);
};

interface SnippetProps {
  readonly text: string;
  /** What it is, such as `the trust policy`. */
  readonly what: string;
}

/** A text to copy. */
export const Snippet = ({ text, what }: SnippetProps) => {
  const source = useRef<HTMLPreElement>(null);
  return (
    <figure class="snippet" aria-label={what}>
      <CopyButton text={text} what={what} source={source} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <pre ref={source} tabIndex={0}>
        {text}
      </pre>
    </figure>
  );
};
