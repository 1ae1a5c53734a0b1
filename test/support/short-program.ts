/**
 * V8's options for a program that synthesizes and ends. The CDK checks templates with a large WebAssembly
 * module: otherwise, V8 compiles all of it, twice, on other threads, which takes half of the program's CPU
 * time.
 */
export const SHORT_PROGRAM = ['--liftoff-only', '--single-threaded'] as const;
