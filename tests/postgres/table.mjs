// Rows of figures as a table on the terminal.

/** Prints `rows`, all with the same keys, under their keys, and the sums of their numbers beneath. */
export function printTable(title, rows) {
  const columns = Object.keys(rows[0]);
  const total = Object.fromEntries(
    columns.map((column) => [column, rows.reduce((sum, row) => sum + row[column], 0)]),
  );
  const lines = [{ ...Object.fromEntries(columns.map((column) => [column, column])), name: title }, ...rows, { ...total, name: "all" }];
  const widths = columns.map((column) => Math.max(...lines.map((line) => String(line[column]).length)));
  for (const line of lines) {
    const cells = columns.map((column, at) => {
      const text = String(line[column]);
      return column === "name" ? text.padEnd(widths[at]) : text.padStart(widths[at]);
    });
    console.log(cells.join("  "));
  }
  console.log();
}
