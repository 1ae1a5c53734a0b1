import type { Script } from './scripts.ts';

/** Writes `text` to the connection, even if it is not valid HTTP. */
export const says =
  (text: string): Script =>
  ({ socket }) => {
    socket?.write(text);
  };

/** Sends a response head, and then a body one byte at a time without end. */
export const trickles: Script = ({ socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\netag: "x"\r\ntransfer-encoding: chunked\r\n\r\n');
  const timer = setInterval(() => socket?.write('1\r\nx\r\n'), 20);
  socket?.once('close', () => clearInterval(timer));
};

/** Closes the connection on the server side without a response. */
export const halfCloses: Script = ({ socket }) => {
  socket?.end();
};

/** Sends `start`, and then `piece` repeatedly, as fast as the client reads. */
export interface Flood {
  readonly script: Script;
  /** Bytes that were sent until the client closed the connection. */
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
    // A client that closes while data is in flight resets the connection.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(socket.bytesWritten));
  };
  return { script, sent: promise };
};
