// What a tool can check about the till's code; the rest is in CONTRIBUTING.md.
import { defineConfig, globalIgnores } from "eslint/config";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import tseslint from "typescript-eslint";

const tests = ["**/*.test.ts", "**/test/**", "**/tests/**"];
const shortFunctions = { max: 60, skipBlankLines: true, skipComments: true };

export default defineConfig([
  globalIgnores(["**/dist/", "**/generated/", "**/test-results/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },

  {
    files: ["**/*.ts", "**/*.svelte"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", { max: 500 }],
      "max-lines-per-function": ["error", shortFunctions],
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "round", message: "It rounds half up; amounts use divideHalfAway, positions Math.floor." },
      ],
      // A cast hides what the types would have told; only the constructors of branded numbers need one (units.ts, numbers.ts).
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrorsIgnorePattern: "^_" }],
      // `void value` in an effect names what it follows.
      "@typescript-eslint/no-meaningless-void-operator": "off",
      "@typescript-eslint/prefer-readonly": "error",
      // It does not know branded numbers.
      "@typescript-eslint/no-unsafe-unary-minus": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowNever: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },

  // The pure twins: no clock, no chance, no network, as their tsconfig has no DOM. Identifiers are made in kernel.ts.
  {
    files: ["packages/{pricing,journal,receipts}/src/**/*.ts"],
    ignores: [...tests, "**/kernel.ts"],
    rules: {
      "no-restricted-globals": ["error", "fetch", "setTimeout", "setInterval", "performance"],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "The clock is passed in." },
      ],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "round", message: "Use divideHalfAway." },
        { object: "Date", property: "now", message: "The clock is passed in." },
        { object: "Math", property: "random", message: "Pure code takes chance as an argument." },
      ],
    },
  },

  // The screens: a component calls a use case, it never touches the database or the network.
  svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      "no-restricted-globals": ["error", { name: "fetch", message: "A component calls a use case of till-core." }],
      "no-restricted-imports": ["error", { paths: [{ name: "idb", message: "A component calls a use case of till-core." }] }],
      // The linter sees the props of another component as any; svelte-check knows their types.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // A Map that never leaves its function needs no reactivity.
      "svelte/prefer-svelte-reactivity": "off",
      "svelte/no-at-html-tags": "error",
      "svelte/require-each-key": "error",
    },
  },

  {
    files: tests,
    rules: {
      // A test tells a story from top to bottom, and forges what the types forbid.
      "max-lines-per-function": "off",
      "no-restricted-globals": "off",
      "@typescript-eslint/consistent-type-assertions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },

  // A list of texts has one line a text, in every language the same.
  { files: ["**/words/**/*.ts"], rules: { "max-lines": "off" } },

  // The constructors of the branded numbers.
  { files: ["**/{units,numbers}.ts"], rules: { "@typescript-eslint/consistent-type-assertions": "off" } },

  { files: ["**/*.config.ts"], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { globals: globals.node },
  },
]);
