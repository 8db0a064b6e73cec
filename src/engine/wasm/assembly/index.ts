/** The module's exports: one kernel for each kind of step of a training program. */
export * from "./activations";
export * from "./adam";
export * from "./clipping";
export * from "./constraints";
export * from "./descent";
export * from "./depthwise";
export * from "./dropout";
export * from "./elementwise";
export * from "./gather";
export * from "./gemm";
export * from "./interpolate";
export * from "./padding";
export * from "./patches";
export * from "./pooling";
export * from "./probe";
export * from "./team";
