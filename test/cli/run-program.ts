import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const BIN = join(import.meta.dirname, '../../bin');

type Environment = Readonly<Record<string, string>>;

/** Starts a program of `bin/`, as an operator does. */
export const startProgram = (name: string, args: readonly string[], environment: Environment) =>
  spawn(process.execPath, [join(BIN, name), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs a program of `bin/` to its end, and returns its output. */
export async function runProgram(name: string, args: readonly string[], environment: Environment) {
  const program = startProgram(name, args, environment);
  const [out, stderr, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, 'exit'),
  ]);
  return { out, stderr, code };
}
