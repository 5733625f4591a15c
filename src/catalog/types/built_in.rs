//! What every database has: the types of `pg_catalog`, and what well-known extensions bring.
//!
//! Of the functions only the names are known, of some even that only nearly. Never in it: operators, and
//! what functions take and give.

/// The types that are there without being made, by the names that PostgreSQL prints or accepts.
#[rustfmt::skip]
const TYPES: &[&str] = &[
    "aclitem", "any", "anyarray", "anycompatible", "anycompatiblearray", "anycompatiblemultirange",
    "anycompatiblenonarray", "anycompatiblerange", "anyelement", "anyenum", "anymultirange", "anynonarray",
    "anyrange", "bigint", "bigserial", "bit", "bool", "boolean", "box", "bpchar", "bytea", "char",
    "character", "cid", "cidr", "circle", "cstring", "date", "datemultirange", "daterange", "dec",
    "decimal", "event_trigger", "fdw_handler", "float", "float4", "float8", "gtsvector",
    "index_am_handler", "inet", "int", "int2", "int2vector", "int4", "int4multirange", "int4range", "int8",
    "int8multirange", "int8range", "integer", "internal", "interval", "json", "jsonb", "jsonpath",
    "language_handler", "line", "lseg", "macaddr", "macaddr8", "money", "name", "numeric", "nummultirange",
    "numrange", "oid", "oidvector", "path", "pg_lsn", "pg_node_tree", "pg_snapshot", "point", "polygon",
    "real", "record", "refcursor", "regclass", "regcollation", "regconfig", "regdictionary", "regnamespace",
    "regoper", "regoperator", "regproc", "regprocedure", "regrole", "regtype", "serial", "smallint",
    "smallserial", "table_am_handler", "text", "tid", "time", "timestamp", "timestamptz", "timetz",
    "trigger", "tsm_handler", "tsmultirange", "tsquery", "tsrange", "tstzmultirange", "tstzrange",
    "tsvector", "txid_snapshot", "unknown", "uuid", "varbit", "varchar", "void", "xid", "xid8", "xml",
];

/// The types that are for functions only.
#[rustfmt::skip]
const PSEUDO_TYPES: &[&str] = &[
    "any", "anyarray", "anycompatible", "anycompatiblearray", "anycompatiblemultirange",
    "anycompatiblenonarray", "anycompatiblerange", "anyelement", "anyenum", "anymultirange", "anynonarray",
    "anyrange", "cstring", "event_trigger", "fdw_handler", "index_am_handler", "internal",
    "language_handler", "record", "table_am_handler", "trigger", "tsm_handler", "unknown", "void",
];

/// The types that well-known extensions bring.
const EXTENSION_TYPES: &[(&str, &[&str])] = &[
    ("citext", &["citext"]),
    ("cube", &["cube"]),
    ("hstore", &["hstore", "ghstore"]),
    ("intarray", &["query_int"]),
    ("isn", &["ean13", "isbn", "isbn13", "ismn", "ismn13", "issn", "issn13", "upc"]),
    ("ltree", &["ltree", "lquery", "ltxtquery"]),
    ("pg_trgm", &["gtrgm"]),
    ("pgcrypto", &[]),
    ("seg", &["seg"]),
    ("uuid-ossp", &[]),
    ("btree_gin", &[]),
    ("btree_gist", &[]),
    ("fuzzystrmatch", &[]),
    ("unaccent", &[]),
    ("pg_stat_statements", &[]),
    ("plpgsql", &[]),
    ("dblink", &["dblink_pkey_results"]),
    ("earthdistance", &["earth"]),
    ("file_fdw", &[]),
    ("lo", &["lo"]),
    ("moddatetime", &[]),
    ("pg_prewarm", &[]),
    ("pgstattuple", &[]),
    ("postgres_fdw", &[]),
    ("tablefunc", &["tablefunc_crosstab_2", "tablefunc_crosstab_3", "tablefunc_crosstab_4"]),
    ("vector", &["halfvec", "sparsevec", "vector"]),
    ("xml2", &[]),
];

/// The functions that well-known extensions bring and that stand in definitions: those of defaults,
/// indexes and generated columns.
#[rustfmt::skip]
const EXTENSION_FUNCTIONS: &[(&str, &[&str])] = &[
    ("fuzzystrmatch", &["daitch_mokotoff", "difference", "dmetaphone", "levenshtein", "metaphone", "soundex"]),
    ("pg_trgm", &["similarity", "strict_word_similarity", "word_similarity"]),
    ("pgcrypto", &["crypt", "digest", "gen_random_bytes", "gen_salt", "hmac", "pgp_sym_decrypt", "pgp_sym_encrypt"]),
    ("unaccent", &["unaccent"]),
    ("uuid-ossp", &[
        "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v3", "uuid_generate_v4",
        "uuid_generate_v5", "uuid_nil", "uuid_ns_dns", "uuid_ns_oid", "uuid_ns_url", "uuid_ns_x500",
    ]),
];

/// Those of them that are not immutable.
#[rustfmt::skip]
const CHANGING: &[&str] = &[
    "gen_random_bytes", "gen_salt", "pgp_sym_encrypt", "unaccent", "uuid_generate_v1", "uuid_generate_v1mc",
    "uuid_generate_v4",
];

/// The operators that well-known extensions bring between types that every database has.
const EXTENSION_OPERATORS: &[(&str, &[&str])] = &[
    ("btree_gist", &["<->"]),
    ("earthdistance", &["<@>"]),
    ("hstore", &["#="]),
    ("intarray", &["#", "&", "&&", "+", "-", "<@", "@", "@>", "@@", "|", "~", "~~"]),
    ("pg_trgm", &["%", "%>", "%>>", "<%", "<<%", "<->", "<->>", "<->>>", "<<->", "<<<->"]),
];

/// The operators that no extension brings between types that every database has, save those that are known to.
const PLAIN_OPERATORS: &[&str] = &["*", "+", "-", "/", "<", "<=", "<>", "=", ">", ">=", "||"];

/// Tells whether an extension may bring an operator between types that every database has: it does, or nothing is
/// known of it and the operator is no plain one.
pub(crate) fn may_bring_operator(extension: &str, symbol: &str) -> bool {
    let known = EXTENSION_OPERATORS.iter().find(|(known, _)| *known == extension);
    let is_known = known.is_some() || is_well_known(extension);
    known.is_some_and(|(_, symbols)| symbols.contains(&symbol))
        || !is_known && !PLAIN_OPERATORS.contains(&symbol)
}

/// Tells whether a well-known extension brings a function that is not immutable.
pub(crate) fn changes_by_extension(name: &str) -> bool {
    CHANGING.contains(&name)
}

/// Returns the extension that is known to bring a function.
pub(crate) fn bringer_of_function(name: &str) -> Option<&'static str> {
    let known = EXTENSION_FUNCTIONS.iter().find(|(_, functions)| functions.contains(&name));
    known.map(|(extension, _)| *extension)
}

/// The names of the functions of `pg_catalog` in PostgreSQL 15 to 18, as a Bloom filter, written by
/// `tests/postgres/built-in-functions.mjs`.
static FUNCTIONS: &[u8] = include_bytes!("built_in_functions.bin");

/// How many bits of the filter each name sets.
const PROBES: u64 = 7;

/// Tells whether a function may be there without being made: of a hundred names that are no function's,
/// one is taken for one.
pub(crate) fn may_be_function(name: &str) -> bool {
    // FNV-1a.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let (first, step) = (hash & 0xffff_ffff, hash >> 32);
    (0..PROBES).all(|probe| {
        let bit = (first + probe * step) % (FUNCTIONS.len() as u64 * 8);
        let byte = usize::try_from(bit >> 3).ok().and_then(|place| FUNCTIONS.get(place));
        byte.is_some_and(|byte| byte & (1 << (bit & 7)) != 0)
    })
}

/// The aggregates that every database has, without those that [`is_aggregate`] sees by how their names begin.
#[rustfmt::skip]
const AGGREGATES: &[&str] = &[
    "any_value", "array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "corr", "count",
    "every", "max", "min", "percentile_cont", "percentile_disc", "range_agg", "range_intersect_agg",
    "string_agg", "sum", "variance", "xmlagg",
];

/// Tells whether every database has an aggregate of a name.
pub(crate) fn is_aggregate(name: &str) -> bool {
    let families = ["covar_", "regr_", "stddev", "var_"];
    AGGREGATES.contains(&name)
        || families.iter().any(|family| name.starts_with(family))
        || name.starts_with("json") && name.contains("_agg")
}

/// Tells whether a type is one that functions alone have.
pub(crate) fn is_pseudo_type(name: &str) -> bool {
    PSEUDO_TYPES.contains(&name)
}

/// Tells whether a type is there without being made.
pub(crate) fn is_type(name: &str) -> bool {
    TYPES.binary_search(&name).is_ok()
}

/// Tells whether a language is there without being made.
pub(crate) fn is_language(name: &str) -> bool {
    matches!(name, "c" | "internal" | "plpgsql" | "sql")
}

/// Tells whether an extension may bring a type: it does, or nothing is known of it.
pub(crate) fn may_bring_type(extension: &str, name: &str) -> bool {
    let known = EXTENSION_TYPES.iter().find(|(known, _)| *known == extension);
    known.is_none_or(|(_, types)| types.contains(&name))
}

/// Returns the types that an extension is known to bring.
pub(crate) fn types_of(extension: &str) -> &'static [&'static str] {
    let known = EXTENSION_TYPES.iter().find(|(known, _)| *known == extension);
    known.map_or(&[], |(_, types)| types)
}

/// Tells whether it is known what an extension brings.
pub(crate) fn is_well_known(extension: &str) -> bool {
    EXTENSION_TYPES.iter().any(|(known, _)| *known == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_in_order() {
        assert!(TYPES.is_sorted());
    }

    #[test]
    fn functions_are_known_by_their_names() {
        for name in ["abs", "now", "jsonb_build_object", "uuidv7", "int4in", "string_agg"] {
            assert!(may_be_function(name), "{name}");
        }
        for name in ["no_such_function", "nothing", "is_good", "uuid_generate_v4", "auth_uid"] {
            assert!(!may_be_function(name), "{name}");
        }
    }
}
