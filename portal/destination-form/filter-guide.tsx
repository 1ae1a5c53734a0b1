import * as filterTexts from '../texts/en/filter.ts';

/** What a filter can say, by example. */
export const FilterGuide = () => (
  <details>
    <summary>{filterTexts.guide}</summary>
    <div class="stack">
      <p>{filterTexts.guideText}</p>
      <ul class="pairs stack">
        {filterTexts.examples.map(([text, filter]) => (
          <li key={filter}>
            <p>{text}</p>
            <code class="id">{filter}</code>
          </li>
        ))}
      </ul>
      <p>{filterTexts.operators}</p>
    </div>
  </details>
);
