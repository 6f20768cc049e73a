type Method = (...args: never[]) => unknown;
type Around<F> = F extends (...args: infer A) => infer R ? (call: () => R, ...args: A) => R : never;
export type Arounds<T> = { [K in keyof T]?: Around<T[K]> };

/**
 * The same object with somebody looking on at the methods that are named. Measuring stands here and nowhere inside the
 * features; what they call on themselves is not seen.
 */
export const watched = <T extends object>(target: T, arounds: Arounds<T>): T =>
  new Proxy(target, {
    get: (_target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || name === 'constructor') return value;
      const around = arounds[name as keyof T] as ((call: () => unknown, ...args: unknown[]) => unknown) | undefined;
      // Called on the object itself, because private fields are not reached through a proxy.
      const call = (...args: unknown[]): unknown => (value as Method).apply(target, args as never[]);
      return around ? (...args: unknown[]) => around(() => call(...args), ...args) : call;
    },
  });
