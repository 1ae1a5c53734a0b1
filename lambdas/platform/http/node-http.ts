/**
 * Node's HTTP modules. An ES import of `node:http` takes about 40 ms of a cold start, because it reads
 * every export, and some of them load WebSocket and fetch.
 */
export const http = process.getBuiltinModule('node:http');
export const https = process.getBuiltinModule('node:https');
