export const wasmAddress: string;
