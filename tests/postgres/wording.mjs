// What PostgreSQL's versions say in different words. The subject says it as one of them does, so
// refusals are compared in the words of the newest. Found by running the same random sequences on
// 15 and 18. Never in it: what a version accepts and another refuses; scripts have to do without.

const NEWER = [
  [/^42P17 table ("[^"]+") is not partitioned$/, "42809 $1 has no partitions"],
  [/^42809 ALTER action (?:ATTACH|DETACH) PARTITION cannot be performed on relation ("[^"]+")$/, "42809 $1 has no partitions"],
  [/^(55000 column .* is not a )stored (generated column)$/, "$1$2"],
  [/^42809 constraint (.*) is not a foreign key or check constraint$/, "42809 cannot validate constraint $1"],
  [/^(42804 column .* in child table) "[^"]+" (must be marked NOT NULL)$/, "$1 $2"],
];

/** Returns a refusal as text for comparisons; undefined stays undefined. */
export function wording(error) {
  if (!error) return undefined;
  const said = `${error.sqlstate} ${error.message}`;
  const [pattern, newer] = NEWER.find(([older]) => older.test(said)) ?? [];
  return pattern ? said.replace(pattern, newer) : said;
}
