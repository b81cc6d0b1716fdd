import { webcrypto } from "node:crypto";
import type { Ed25519Subtle } from "../src/index.ts";

/** Node's WebCrypto has the shape of every browser's; its types only differ in their names. */
export const subtle = webcrypto.subtle as unknown as Ed25519Subtle;
