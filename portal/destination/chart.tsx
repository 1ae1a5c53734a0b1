import { useState } from 'preact/hooks';
import { Loading } from '../components/loading.tsx';
import { OneOf } from '../components/one-of.tsx';
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
      return { range, bars: barsOf(edges, await readCounts(api, edges, signal, id)) };
    },
    [id, range, zone, version],
    POLL_SECONDS,
  );
  return (
    <Section title={chartTexts.title}>
      <OneOf
        legend={chartTexts.range}
        isLegendHidden
        name="range"
        options={RANGES.map((name) => [name, chartTexts.ranges[name]])}
        chosen={range}
        onChoose={setRange}
      />
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
