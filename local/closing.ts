type Close = () => Promise<void>;

/** Resources to close, in reverse order of opening. */
export interface Closing {
  add(close: Close): void;
  close(): Promise<void>;
}

export const closing = (): Closing => {
  const stack: Close[] = [];
  return {
    add: (close) => {
      stack.push(close);
    },
    close: async () => {
      for (let next = stack.pop(); next; next = stack.pop()) await next();
    },
  };
};
