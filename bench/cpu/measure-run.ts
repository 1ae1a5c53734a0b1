import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environment } from './environment.ts';

/** What a function takes per event. */
export interface Measured {
  readonly cpuMs: number;
  /** `cpuMs` adjusted to the reference machine. */
  readonly referenceMs: number;
  readonly wallMs: number;
  readonly logBytes: number;
  readonly memoryMb: number;
  /** How fast the machine was meanwhile: see `calibrate`. */
  readonly calibrations: readonly number[];
}

/**
 * Measures a kind of run in a separate process.
 *
 * @param url the stand-in for AWS
 * @param onWarm called when the events that are measured begin
 */
export async function measure(
  name: string,
  url: string,
  warmUp: number,
  events: number,
  onWarm: () => void = () => {},
): Promise<Measured> {
  const args = [name, String(warmUp), String(events)];
  const child = fork(join(import.meta.dirname, 'measure.ts'), args, { env: environment(url) });
  const failed = once(child, 'exit').then(() => Promise.reject(new Error(`${name} failed`)));
  await Promise.race([once(child, 'message'), failed]);
  onWarm();
  child.send('go');
  const [result] = await Promise.race([once(child, 'message'), failed]);
  failed.catch(() => {});
  child.kill();
  return result;
}
