import { CODINGS, type Coding } from './site.ts';

/**
 * The best stored coding that the client accepts (RFC 9110, section 12.5.3); undefined for the file
 * as it is.
 */
export function acceptedCoding(header: string, available: readonly Coding[]): Coding | undefined {
  const weights = new Map(header.toLowerCase().split(',').map(parseCoding));
  const weight = (coding: Coding): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const accepted = CODINGS.filter((coding) => available.includes(coding) && weight(coding) > 0);
  return accepted.toSorted((a, b) => weight(b) - weight(a))[0];
}

function parseCoding(item: string): [coding: string, weight: number] {
  const [coding = '', ...parameters] = item.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return [coding, quality === undefined ? 1 : Number(quality.slice(2)) || 0];
}
