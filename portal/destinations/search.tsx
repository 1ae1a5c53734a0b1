import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { Field } from '../components/field.tsx';
import * as destinationsTexts from '../texts/en/destinations.ts';
import { isFound } from './is-found.ts';

/** From this number on, destinations can be searched. */
const MANY = 8;

interface SearchProps {
  readonly destinations: readonly DestinationBody[];
  /** Renders the destinations that are found. */
  readonly children: (found: readonly DestinationBody[]) => ComponentChildren;
}

/** Destinations, and a field to search many of them. */
export const Search = ({ destinations, children }: SearchProps) => {
  const [text, setText] = useState('');
  if (destinations.length < MANY) return <>{children(destinations)}</>;
  const found = destinations.filter((destination) => isFound(destination, text));
  return (
    <div class="stack">
      <Field id="search" label={destinationsTexts.search}>
        {(attributes) => (
          <input
            {...attributes}
            type="search"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        )}
      </Field>
      <p role="status" class="soft">
        {text && destinationsTexts.found(found.length, destinations.length)}
      </p>
      {found.length > 0 && children(found)}
    </div>
  );
};
