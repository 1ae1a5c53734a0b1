import type { Script } from './scripts.ts';

/** Writes `text` to the connection, whatever HTTP thinks of it. */
export const says =
  (text: string): Script =>
  ({ socket }) => {
    socket?.write(text);
  };

/** The head of an answer comes, and its body one byte at a time, for ever. */
export const trickles: Script = ({ socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\netag: "x"\r\ntransfer-encoding: chunked\r\n\r\n');
  const timer = setInterval(() => socket?.write('1\r\nx\r\n'), 20);
  socket?.once('close', () => clearInterval(timer));
};

/** The connection is closed on the store's side, and no answer comes. */
export const halfCloses: Script = ({ socket }) => {
  socket?.end();
};

/** `start`, and then `piece` after piece as fast as they are taken. */
export interface Flood {
  readonly script: Script;
  /** Bytes that were sent until the other side had closed the connection. */
  readonly sent: Promise<number>;
}

export const aFlood = (start: string, piece: string): Flood => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const script: Script = ({ socket }) => {
    if (!socket) return;
    const pour = () => {
      while (socket.writable && socket.write(piece));
    };
    socket.write(start);
    socket.on('drain', pour);
    pour();
    // Who closes while there is more to come resets the connection.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(socket.bytesWritten));
  };
  return { script, sent: promise };
};
