/** The part of WebAssembly's JavaScript interface that is used here; TypeScript has it only among the browser's. */
declare namespace WebAssembly {
  class Memory {
    constructor(size: { readonly initial: number; readonly maximum: number; readonly shared: true });
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }

  /** Compiled code; threads may share it. */
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }

  class Instance {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: Readonly<Record<string, unknown>>;
  }

  class CompileError extends Error {}

  function compile(bytes: Uint8Array): Promise<Module>;
}
