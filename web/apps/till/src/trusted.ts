interface Policy {
  readonly createScriptURL: (address: string) => string;
}

declare global {
  interface Window {
    readonly trustedTypes?: { readonly createPolicy: (name: string, rules: Policy) => Policy };
  }
}

/**
 * The addresses of the till's own workers, the only ones that a page of it may start (Trusted Types, ADR 0066). Browsers without
 * them take the address as it is.
 */
const own = window.trustedTypes?.createPolicy("till", {
  createScriptURL: (address) => {
    if (!new URL(address, location.href).href.startsWith(`${location.origin}/till/`)) throw new TypeError(address);
    return address;
  },
});

export const trusted = (address: string): string => own?.createScriptURL(address) ?? address;
