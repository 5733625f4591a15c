import js from "@eslint/js";
import { defineConfig } from "eslint/config";

export default defineConfig({ ignores: ["node_modules/", "out/"] }, js.configs.recommended, {
  files: ["**/*.mjs"],
  languageOptions: {
    globals: Object.fromEntries(
      ["Buffer", "URL", "console", "performance", "process", "setTimeout", "structuredClone"].map((name) => [name, "readonly"]),
    ),
  },
});
