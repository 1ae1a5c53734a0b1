import { CODES_WITHOUT_WRITE } from '../destination-types/codes-without-write.ts';
import { isNamedCode } from '../destination-types/registry.ts';
import type { MetricsQuery } from './metrics-query.ts';

// Every combination of dimension values is a rollup, and a request reads a limited number of rollups.
// Stores choose their error codes, and tenants the number of their manual retries. What they choose is
// therefore limited, so that one tenant cannot make the metrics of others incomplete.

/** The code that stands for codes that metrics do not distinguish. */
const OTHER_CODE = 'other';

const isNamed = (code: string): boolean => CODES_WITHOUT_WRITE.has(code) || isNamedCode(code);

/** The code under which the platform counts an attempt. */
export const platformCode = (code: string): string => (isNamed(code) ? code : OTHER_CODE);

/**
 * The most codes that the metrics of a tenant distinguish in an hour, in addition to the named ones and per
 * instance of the function. No store that works has as many.
 */
const MAX_TENANT_CODES = 20;

/** The codes under which the attempts of tenants are counted. */
export class TenantCodes {
  /** Such as `2026-11-22T10`. */
  #hour = '';
  readonly #codes = new Map<string, Set<string>>();

  /** @param hour the hour of the attempt: the present one, so no other needs to be kept */
  counted(code: string, tenantId: string, hour: string): string {
    if (isNamed(code)) return code;
    if (hour !== this.#hour) this.#codes.clear();
    this.#hour = hour;
    const codes = this.#codes.get(tenantId) ?? new Set();
    if (!codes.has(code) && codes.size === MAX_TENANT_CODES) return OTHER_CODE;
    this.#codes.set(tenantId, codes.add(code));
    return code;
  }
}

/** The most attempts that a retry schedule makes. Only manual retries have higher numbers. */
const MAX_ATTEMPT_NUMBER = 51;

/** The number under which an attempt is counted. */
export const countedNumber = (attemptNumber: number): string =>
  String(Math.min(attemptNumber, MAX_ATTEMPT_NUMBER));

/**
 * Whether the counts of the platform answer a query: it names neither tenants nor destinations, nor a code
 * that these counts do not distinguish.
 */
export function isOfPlatform({
  filters,
  dimensions,
}: Pick<MetricsQuery, 'filters' | 'dimensions'>): boolean {
  const names: readonly string[] = [...filters.keys(), ...dimensions];
  const codes = filters.get('code') ?? [];
  return (
    !names.includes('tenant_id') &&
    !names.includes('destination_id') &&
    codes.every((code) => platformCode(code) === code)
  );
}
