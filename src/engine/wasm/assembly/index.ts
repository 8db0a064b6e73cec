/** The module's exports: one kernel for each kind of step of a training program. */
export * from "./activations";
export * from "./adam";
export * from "./clipping";
export * from "./constraints";
export * from "./descent";
export * from "./dropout";
export * from "./elementwise";
export * from "./gather";
export * from "./gemm";
export * from "./probe";
export * from "./team";
