/**
 * A schema as a tree, for playgrounds and diagrams.
 *
 * It follows from the core's objects: what is said of one stands under the attribute's name, and its parts
 * in groups. SQL in it has qualified names. The members named here are those that tools mostly need;
 * others are there too, and {@link SchemaNode} tells how to read them.
 */

/** An object that another mentions. */
export interface Mention {
  /** The member that mentions it: `references`, `default`, …. */
  readonly attribute: string;
  /** What is mentioned, in PostgreSQL's words: `table`, `column`, `type`, …. */
  readonly kind: string;
  /** The names of what is around it, then its own: `["public", "users", "id"]`. */
  readonly path: readonly string[];
}

/** An object, whatever it is. */
export interface SchemaNode {
  /** Its name. */
  readonly name: string;
  /** Its comment. */
  readonly comment?: string;
  /** The objects that it mentions; absent where it mentions none. */
  readonly mentions?: readonly Mention[];
  /** What else is said of it (`true` or SQL), and its other parts. */
  readonly [member: string]: unknown;
}

/** An object that is no part of another. */
export interface SchemaObject extends SchemaNode {
  /** The schema that it lives in; absent for what lives in none. */
  readonly schema?: string;
  /** Its owner, where a statement set one. */
  readonly owner?: string;
}

/** A column of a table, a view or a composite type. */
export interface Column extends SchemaNode {
  /** Its type, as PostgreSQL prints it; absent in a view where it does not follow from the text. */
  readonly type?: string;
  /** Whether it is `NOT NULL`. */
  readonly notNull?: true;
  /** Its default. */
  readonly default?: string;
  /** Whether it is an identity column, and of which sort. */
  readonly identity?: "always" | "by default";
  /** The expression that generates it. */
  readonly generated?: string;
}

/** A constraint of a table or a domain. */
export interface Constraint extends SchemaNode {
  /** What it is: `primary key`, `unique`, `foreign key`, `check`, `exclude`, …. */
  readonly type: string;
  /** Its columns, with commas between. */
  readonly columns?: string;
  /** The condition of a check. */
  readonly expression?: string;
  /** The table that a foreign key references. */
  readonly references?: string;
  /** The columns that a foreign key references, with commas between. */
  readonly referencedColumns?: string;
  /** What a foreign key does when the row that it references goes, unless it is nothing. */
  readonly onDelete?: string;
}

/** An index that stands behind no constraint. */
export interface Index extends SchemaNode {
  /** Its columns and expressions, with commas between. */
  readonly elements?: string;
  /** Whether it is unique. */
  readonly unique?: true;
  /** The condition of a partial index. */
  readonly where?: string;
}

/** A table. */
export interface Table extends SchemaObject {
  /** Its columns, in their order. */
  readonly columns: readonly Column[];
  /** Its constraints. */
  readonly constraints: readonly Constraint[];
  /** Its indexes, without those behind constraints. */
  readonly indexes: readonly Index[];
  /** Its triggers. */
  readonly triggers: readonly SchemaNode[];
  /** Its policies of row security. */
  readonly policies: readonly SchemaNode[];
  /** Its rules. */
  readonly rules: readonly SchemaNode[];
}

/** A view, or a materialized view. */
export interface View extends SchemaObject {
  /** Its columns, in their order, as far as they follow from the text. */
  readonly columns: readonly Column[];
}

/** An enum. */
export interface Enum extends SchemaObject {
  /** Its labels, in their order. */
  readonly labels: readonly SchemaNode[];
}

/** A sequence. */
export interface Sequence extends SchemaObject {
  /** Its type. */
  readonly type?: string;
}

/** The objects of a schema that are no parts of others, by group; each group is there, even if empty. */
export interface SchemaStructure {
  /** The schemas. */
  readonly schemas: readonly SchemaObject[];
  /** The tables. */
  readonly tables: readonly Table[];
  /** The views. */
  readonly views: readonly View[];
  /** The materialized views. */
  readonly materializedViews: readonly View[];
  /** The sequences. */
  readonly sequences: readonly Sequence[];
  /** The enums. */
  readonly enums: readonly Enum[];
  /** The composite types; their attributes are columns. */
  readonly compositeTypes: readonly View[];
  /** The domains. */
  readonly domains: readonly (SchemaObject & { readonly constraints: readonly Constraint[] })[];
  /** The functions. */
  readonly functions: readonly SchemaObject[];
  /** The procedures. */
  readonly procedures: readonly SchemaObject[];
  /** The aggregates. */
  readonly aggregates: readonly SchemaObject[];
  /** The extensions. */
  readonly extensions: readonly SchemaObject[];
  /** The roles that recorded statements made. */
  readonly roles: readonly SchemaObject[];
  /** The foreign tables. */
  readonly foreignTables: readonly View[];
  /** The range types. */
  readonly rangeTypes: readonly SchemaObject[];
  /** The event triggers. */
  readonly eventTriggers: readonly SchemaObject[];
  /** The publications. */
  readonly publications: readonly SchemaObject[];
}
