import { useMemo, useRef, useState } from 'preact/hooks';
import { CopyButton } from '../components/copy.tsx';
import { Section } from '../components/section.tsx';
import { indented } from '../data/json-text.ts';
import * as eventsTexts from '../texts/en/events.ts';

/**
 * The number of characters that are shown, step by step. Browsers take long to lay out more than the last
 * one.
 */
const STEPS = [20_000, 200_000, 1_000_000] as const;

interface PayloadProps {
  /** The data of an event, exactly as published. */
  readonly json: string;
  readonly fileName: string;
}

/**
 * The data of an event as text. A large one is shown in parts; copy and download give all of it, unchanged.
 */
export const Payload = ({ json, fileName }: PayloadProps) => {
  const [step, setStep] = useState(0);
  const source = useRef<HTMLPreElement>(null);
  const head = useMemo(() => indented(json, STEPS[step] ?? 0), [json, step]);
  const size = useMemo(() => new Blob([json]).size, [json]);
  return (
    <Section title={eventsTexts.payload}>
      <div class="actions">
        <CopyButton text={json} what={eventsTexts.thePayload} source={source} />
        <button type="button" class="small" onClick={() => download(json, fileName)}>
          {eventsTexts.download}
        </button>
        <span class="soft">
          {head.isWhole ? eventsTexts.payloadSize(size) : eventsTexts.payloadHead(size)}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <section class="payload" tabIndex={0} aria-label={eventsTexts.payloadText}>
        <pre ref={source}>{head.text}</pre>
      </section>
      {!head.isWhole && step < STEPS.length - 1 && (
        <button type="button" onClick={() => setStep(step + 1)}>
          {eventsTexts.showMore}
        </button>
      )}
    </Section>
  );
};

function download(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads the address after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
