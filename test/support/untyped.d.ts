/** Stands for a package whose types a program does not need: each export has any type. */
// biome-ignore lint/suspicious/noExplicitAny: any type is what it declares.
declare const untyped: any;
export = untyped;
