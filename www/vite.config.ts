import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the built page works from any folder of any host.
  base: "./",
  build: { target: "es2022" },
  server: {
    // The package and the example lie beside this folder.
    fs: { allow: [".."] },
  },
});
