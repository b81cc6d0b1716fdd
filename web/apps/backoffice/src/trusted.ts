interface Policy {
  readonly createHTML: (text: string) => string | null;
}

declare global {
  interface Window {
    /** Not every browser has them. */
    readonly trustedTypes?: { readonly createPolicy: (name: string, rules: Policy) => unknown };
  }
}

/** Charts empty their place by assigning nothing to it. Any other text that a script would make into markup is refused. */
window.trustedTypes?.createPolicy("default", { createHTML: (text) => (text === "" ? "" : null) });

export {};
