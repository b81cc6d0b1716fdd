// JavaScript, because only the bundler understands this import: it copies the file beside our own and gives its address.
export { default as wasmAddress } from "zxing-wasm/reader/zxing_reader.wasm?url";
