import { useState } from 'preact/hooks';
import { Loading } from '../components/loading.tsx';
import { Section } from '../components/section.tsx';
import { usePortal } from '../portal-context.ts';
import * as chartTexts from '../texts/en/chart.ts';
import { useCall } from '../use-call.ts';
import { BarPlot } from './bar-plot.tsx';
import { BarTable } from './bar-table.tsx';
import { type Bar, barsOf, edgesOf, RANGES, type RangeName } from './chart-bars.ts';
import { readCounts } from './read-counts.ts';

const POLL_SECONDS = 60;

interface Shown {
  readonly range: RangeName;
  readonly bars: readonly Bar[];
}

/** The attempts of a destination over time, as a chart and as a table. */
export const Chart = ({ id, version }: { readonly id: string; readonly version: number }) => {
  const { zone } = usePortal();
  const [range, setRange] = useState<RangeName>('24h');
  const call = useCall<Shown>(
    async (api, signal) => {
      const edges = edgesOf(range, new Date(), zone);
      return { range, bars: barsOf(edges, await readCounts(api, id, edges, signal)) };
    },
    [id, range, zone, version],
    POLL_SECONDS,
  );
  return (
    <Section title={chartTexts.title}>
      <RangeChoice range={range} onChange={setRange} />
      <Loading call={call}>
        {(shown) => (
          <>
            <BarPlot {...shown} />
            <details>
              <summary>{chartTexts.table}</summary>
              <BarTable {...shown} />
            </details>
          </>
        )}
      </Loading>
    </Section>
  );
};

interface RangeChoiceProps {
  readonly range: RangeName;
  readonly onChange: (range: RangeName) => void;
}

const RangeChoice = ({ range, onChange }: RangeChoiceProps) => (
  <fieldset class="choices">
    <legend class="hidden">{chartTexts.range}</legend>
    {RANGES.map((name) => (
      <label key={name} class="choice">
        <input type="radio" name="range" checked={name === range} onChange={() => onChange(name)} />
        {chartTexts.ranges[name]}
      </label>
    ))}
  </fieldset>
);
