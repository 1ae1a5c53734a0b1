import { Status } from '../components/status.tsx';
import { statusOf } from '../status.ts';
import * as destinationsTexts from '../texts/en/destinations.ts';

const looks = {
  disabled: { tone: 'neutral', icon: 'pause' },
  blocked: { tone: 'bad', icon: 'stop' },
  failing: { tone: 'bad' },
  checking: { tone: 'busy' },
  verified: { tone: 'good' },
} as const;

interface DestinationStatusProps {
  readonly destination: Parameters<typeof statusOf>[0];
}

export const DestinationStatus = ({ destination }: DestinationStatusProps) => {
  const status = statusOf(destination);
  return <Status {...looks[status]} label={destinationsTexts.status[status]} />;
};
