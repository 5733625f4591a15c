//! What becomes of the text: bytes that stay, places of what is new, markers.

use schemagraft::catalog::materialize;
use schemagraft::merge::{MergeOptions, MergeTexts};
use schemagraft::schema_file::{Markers, MergedFile, merge};

const DUMP: &str = include_str!("dump.sql");

fn merged(base: &str, ours: &str, theirs: &str) -> MergedFile {
    marked(base, ours, theirs, &Markers::default())
}

fn marked(base: &str, ours: &str, theirs: &str, markers: &Markers) -> MergedFile {
    let texts = MergeTexts { base, source: theirs, target: ours };
    merge(texts, &MergeOptions::default(), markers).unwrap()
}

/// Merges two changes of the dump, each of which replaces one text by another.
#[track_caller]
fn clean(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> String {
    let merged = merged(DUMP, &edited(DUMP, ours), &edited(DUMP, theirs));
    assert_eq!(merged.marked, 0, "{}", merged.text);
    merged.text
}

#[track_caller]
fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (from, to) in edits {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text = text.replace(from, to);
    }
    text
}

/// Returns a text in which one side is right wherever something is marked.
fn side(text: &str, wanted: &str) -> String {
    let mut of = "both";
    let mut kept = String::new();
    for line in text.split_inclusive('\n') {
        match line.split(' ').next().unwrap_or_default().trim_end() {
            "<<<<<<<" => of = "ours",
            "=======" => of = "theirs",
            ">>>>>>>" => of = "both",
            _ if of == "both" || of == wanted => kept.push_str(line),
            _ => {}
        }
    }
    kept
}

const EMAIL: (&str, &str) = ("    email text\n", "    email text NOT NULL\n");
const PHONE: (&str, &str) =
    ("    id integer NOT NULL,\n    email", "    id integer NOT NULL,\n    phone text,\n    email");
const VERSION_3: (&str, &str) = ("VALUES\n('2'),\n", "VALUES\n('3'),\n('2'),\n");
const VERSION_4: (&str, &str) = ("VALUES\n('2'),\n", "VALUES\n('4'),\n('2'),\n");

#[test]
fn a_file_that_one_side_left_alone_is_the_others() {
    let changed = edited(DUMP, &[EMAIL, VERSION_3]);
    assert_eq!(merged(DUMP, DUMP, &changed).text, changed);
    assert_eq!(merged(DUMP, &changed, DUMP).text, changed);
    assert_eq!(merged(DUMP, &changed, &changed).text, changed);
    assert_eq!(merged(DUMP, DUMP, DUMP).text, DUMP);
}

#[test]
fn columns_of_one_table_and_versions_are_joined() {
    let text = clean(&[EMAIL, VERSION_3], &[PHONE, VERSION_4]);
    let both = ("VALUES\n('2'),\n", "VALUES\n('4'),\n('3'),\n('2'),\n");
    assert_eq!(text, edited(DUMP, &[EMAIL, PHONE, both]));
}

/// As `pg_dump` writes a table.
fn table(name: &str) -> String {
    let head = format!("--\n-- Name: {name}; Type: TABLE; Schema: public; Owner: -\n--\n\n");
    format!("{head}CREATE TABLE public.{name} (\n    id integer\n);\n\n\n")
}

#[test]
fn new_tables_stand_where_a_dump_would_have_them() {
    let users = "--\n-- Name: users; Type: TABLE;";
    let before = |names: &[&str]| {
        let tables: Vec<String> = names.iter().map(|name| table(name)).collect();
        tables.concat() + users
    };
    let (ours, theirs, both) =
        (before(&["b", "d"]), before(&["a", "c", "e"]), before(&["a", "b", "c", "d", "e"]));
    assert_eq!(clean(&[(users, &ours)], &[(users, &theirs)]), edited(DUMP, &[(users, &both)]));
}

#[test]
fn what_one_side_dropped_goes_with_its_comment() {
    let view =
        DUMP.find("--\n-- Name: emails").unwrap()..DUMP.find("--\n-- Name: users_email").unwrap();
    let without = DUMP.replace(&DUMP[view], "");
    let text = merged(DUMP, &edited(DUMP, &[EMAIL]), &without).text;
    assert_eq!(text, edited(&without, &[EMAIL]));
}

#[test]
fn a_dump_of_another_version_is_written_otherwise_and_says_the_same() {
    let ours = DUMP
        .replace("    id integer", "    id int4")
        .replace("CREATE TABLE public.", "CREATE TABLE ");
    let ours = ours.replace(
        "set_config('search_path', '', false)",
        "set_config('search_path', 'public', false)",
    );
    let text = merged(DUMP, &ours, &edited(DUMP, &[EMAIL])).text;
    assert_eq!(text, edited(&ours, &[EMAIL]));
}

#[test]
fn psqls_made_up_words_and_windows_lines_are_kept() {
    let restricted =
        |word: &str, text: &str| format!("\\restrict {word}\n\n{text}\\unrestrict {word}\n");
    let (base, ours, theirs) = (
        restricted("abc", DUMP),
        restricted("def", &edited(DUMP, &[EMAIL])),
        restricted("ghi", &edited(DUMP, &[PHONE])),
    );
    let both = restricted("def", &edited(DUMP, &[EMAIL, PHONE]));
    assert_eq!(merged(&base, &ours, &theirs).text, both);
    let windows = |text: &str| text.replace('\n', "\r\n");
    let merged = merged(&windows(&base), &windows(&ours), &windows(&theirs));
    assert_eq!(merged.text, windows(&both));
}

#[test]
fn line_ends_that_one_side_changed_are_the_file_s() {
    let windows = |text: &str| text.replace('\n', "\r\n");
    let (ours, theirs) = (edited(DUMP, &[EMAIL]), edited(DUMP, &[PHONE]));
    let both = merged(DUMP, &ours, &theirs).text;
    assert_eq!(merged(DUMP, &ours, &windows(&theirs)).text, windows(&both));
    assert_eq!(merged(DUMP, &windows(&ours), &theirs).text, windows(&both));
    assert_eq!(merged(&windows(DUMP), &ours, &windows(&theirs)).text, both);
}

#[test]
fn a_line_for_psql_that_both_wrote_otherwise_is_marked() {
    let file = |lines: &str| format!("CREATE TABLE t (a integer);\n{lines}");
    let base = file("\\i one.sql\n");
    let both = merged(&base, &file("\\i two.sql\n"), &file("\\i three.sql\n"));
    assert_eq!(both.marked, 1, "{}", both.text);
    let one = merged(&base, &base, &file("\\i three.sql\n"));
    assert_eq!((one.marked, one.text), (0, file("\\i three.sql\n")));
    let added = |line: &str| file(&format!("\\i one.sql\n{line}"));
    let both = merged(&base, &added("\\i two.sql\n"), &added("\\i three.sql\n"));
    assert_eq!((both.marked, both.text), (0, added("\\i two.sql\n\\i three.sql\n")));
}

#[test]
fn the_only_row_that_both_replaced_otherwise_is_marked() {
    let rows = |value: &str| {
        format!(
            "CREATE TABLE settings (key text, value text);\nINSERT INTO settings VALUES\n('environment', '{value}');\n"
        )
    };
    let both = merged(&rows("test"), &rows("production"), &rows("staging"));
    assert_eq!(both.marked, 1, "{}", both.text);
}

#[test]
fn a_conflict_is_marked_around_its_lines_and_nowhere_else() {
    let ours = edited(DUMP, &[("    email text\n", "    email varchar(10)\n"), VERSION_3]);
    let theirs = edited(DUMP, &[("    email text\n", "    email varchar(20)\n"), PHONE]);
    let merged = merged(DUMP, &ours, &theirs);
    assert_eq!((merged.marked, merged.plan.conflicts.len()), (1, 1));
    let hunk = "    phone text,\n<<<<<<< ours\n    email varchar(10)\n=======\n    email varchar(20)\n>>>>>>> theirs\n";
    assert_eq!(merged.text, edited(DUMP, &[("    email text\n", hunk), VERSION_3]));

    let markers = Markers { size: 9, with_base: true };
    let text = marked(DUMP, &ours, &theirs, &markers).text;
    let hunk = "    id integer NOT NULL,\n<<<<<<<<< ours\n    phone text,\n    email varchar(10)\n\
        ||||||||| base\n    email text\n=========\n    phone text,\n    email varchar(20)\n>>>>>>>>> theirs\n);\n";
    assert!(text.contains(hunk), "{text}");
}

#[test]
fn what_only_one_side_changed_around_a_conflict_stands_outside_of_it() {
    let base = "-- People.\nCREATE TABLE t (\n    a int,\n    b varchar(8)\n);\n";
    let ours = edited(base, &[("People", "All people"), ("varchar(8)", "text UNIQUE")]);
    let theirs = edited(base, &[("varchar(8)", "varchar(9),\n    c int")]);
    let hunk =
        "<<<<<<< ours\n    b text UNIQUE,\n=======\n    b varchar(9),\n>>>>>>> theirs\n    c int\n";
    let expected = [("People", "All people"), ("    b varchar(8)\n", hunk)];
    assert_eq!(merged(base, &ours, &theirs).text, edited(base, &expected));
}

#[test]
fn what_both_append_stands_as_far_apart_as_each_has_it() {
    let base = "CREATE TABLE z (i int);\n\nCREATE INDEX z_i ON z (i);\n";
    let table = |name: &str| format!("\nCREATE TABLE {name} (i int);\n");
    let (ours, theirs) = ([base, &table("y")].concat(), [base, &table("x")].concat());
    let both = [base, &table("y"), &table("x")].concat();
    assert_eq!(merged(base, &ours, &theirs).text, both);
    // Two tables in reverse are not sorted.
    assert_eq!(merged("", &ours, &theirs).text, both);
    let with = |index: &str| edited(&ours, &[("(i);\n\n", &format!("(i);\n{index}\n"))]);
    let (one, other) = ("CREATE INDEX one ON z (i);\n", "CREATE INDEX other ON z (i);\n");
    assert_eq!(merged(&ours, &with(one), &with(other)).text, with(&[one, other].concat()));
}

/// What the file does not make, as the types of an extension, is there all the same.
#[test]
fn a_table_of_an_unknown_type_is_one_table() {
    let base = "CREATE TABLE place (\n    id int,\n    at geometry(Point, 4326),\n    name text\n);\n\n\
        CREATE INDEX place_at ON place USING gist (at);\n";
    both_done(
        base,
        ("    id int,\n", "    id int,\n    zip text,\n"),
        ("    name text\n", "    name text,\n    kind text\n"),
    );
    let name = |of: &str| edited(base, &[("name text", &format!("name {of}"))]);
    let both = merged(base, &name("varchar(5)"), &name("varchar(9)"));
    assert_eq!(both.marked, 1, "{}", both.text);
    assert_eq!(side(&both.text, "theirs"), name("varchar(9)"));
    let known = base.replace("geometry(Point, 4326)", "point");
    let ours = edited(&known, &[("    name text\n", "    name text,\n    area geography\n")]);
    let theirs = edited(&known, &[("    id int,\n", "    id int,\n    zip text,\n")]);
    let both = merged(&known, &ours, &theirs);
    assert!(both.marked > 0 && both.text.matches("CREATE TABLE").count() == 1, "{}", both.text);
    assert_eq!(side(&both.text, "ours"), ours);
}

#[test]
fn privileges_that_both_gave_are_joined() {
    let file = |privileges: &str| {
        format!("CREATE TABLE t (i int);\nGRANT {privileges} ON TABLE t TO app;\n")
    };
    let both = merged(
        &file("SELECT,INSERT"),
        &file("SELECT,INSERT,UPDATE"),
        &file("SELECT,INSERT,DELETE"),
    );
    assert_eq!((both.marked, both.text), (0, file("SELECT,INSERT,UPDATE,DELETE")));
    let both = merged(&file("SELECT, INSERT"), &file("INSERT"), &file("SELECT, INSERT, DELETE"));
    assert_eq!((both.marked, both.text), (0, file("INSERT, DELETE")));
    let of_new = |privileges: &str| {
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {privileges} ON TABLES  TO app;\n")
    };
    let both = merged(&of_new("SELECT"), &of_new("SELECT,INSERT"), &of_new("SELECT,DELETE"));
    assert_eq!((both.marked, both.text), (0, of_new("SELECT,INSERT,DELETE")));
}

#[test]
fn what_one_drops_and_the_other_uses_is_marked_with_all_that_belongs_to_it() {
    let (start, end) = (
        DUMP.find("--\n-- Name: users;").unwrap(),
        DUMP.find("--\n-- PostgreSQL database dump complete").unwrap(),
    );
    let theirs = DUMP.replace(&DUMP[start..end], "");
    let ours = edited(DUMP, &[PHONE]);
    let text = merged(DUMP, &ours, &theirs).text;
    assert_eq!(side(&text, "ours"), ours);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&side(&text, "theirs")), words(&theirs));
}

#[test]
fn settings_that_both_changed_otherwise_are_a_conflict() {
    let encoding = |name: &str| edited(DUMP, &[("'UTF8'", &format!("'{name}'"))]);
    let merged = merged(DUMP, &encoding("LATIN1"), &encoding("LATIN2"));
    assert_eq!(merged.marked, 1, "{}", merged.text);
}

const PARTED: &str = "\
CREATE TABLE public.events (
    id bigint, -- of the sender
    at date NOT NULL,
    kind text,
    CONSTRAINT told CHECK ((kind <> ''::text))
) PARTITION BY RANGE (at);
CREATE INDEX events_kind ON ONLY public.events USING btree (kind);
";

/// A partition is made as a dump makes it: by itself, then attached, and so is its index.
const WITH_PARTITION: &str = "\
CREATE TABLE public.events (
    id bigint, -- of the sender
    at date NOT NULL,
    kind text,
    CONSTRAINT told CHECK ((kind <> ''::text))
) PARTITION BY RANGE (at);
CREATE TABLE public.events_new (
    id bigint, -- of the sender
    at date NOT NULL,
    kind text,
    CONSTRAINT told CHECK ((kind <> ''::text))
);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_new FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE INDEX events_kind ON ONLY public.events USING btree (kind);
CREATE INDEX events_new_kind_idx ON public.events_new USING btree (kind);
ALTER INDEX public.events_kind ATTACH PARTITION public.events_new_kind_idx;
";

#[test]
fn a_new_partition_follows_what_its_parent_became() {
    let gone = edited(
        PARTED,
        &[
            ("    kind text,\n    CONSTRAINT told CHECK ((kind <> ''::text))\n", "    note text\n"),
            ("CREATE INDEX events_kind ON ONLY public.events USING btree (kind);\n", ""),
        ],
    );
    let other = edited(
        PARTED,
        &[
            ("    id bigint,", "    id numeric,"),
            ("    kind text,", "    kind text NOT NULL,\n    who text,"),
        ],
    );
    for (ours, theirs) in [(WITH_PARTITION, &*gone), (&*gone, WITH_PARTITION)] {
        let merged = merged(PARTED, ours, theirs);
        assert_eq!(merged.marked, 0, "{}", merged.text);
        let (_, partition) = merged.text.split_once("CREATE TABLE public.events_new (").unwrap();
        assert_eq!(partition, "
    id bigint, -- of the sender
    at date NOT NULL,
    note text
);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_new FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
");
    }
    for (ours, theirs) in [(WITH_PARTITION, &*other), (&*other, WITH_PARTITION)] {
        let merged = merged(PARTED, ours, theirs);
        assert_eq!(merged.marked, 0, "{}", merged.text);
        let expected = WITH_PARTITION.replace("id bigint,", "id numeric,");
        assert_eq!(
            merged.text,
            expected.replace("    kind text,", "    kind text NOT NULL,\n    who text,")
        );
    }
}

#[test]
fn a_new_partition_follows_its_parent_s_default() {
    let base = edited(PARTED, &[("    kind text,", "    kind text DEFAULT 'a'::text,")]);
    let ours = WITH_PARTITION.replace("    kind text,", "    kind text DEFAULT 'a'::text,");
    for kind in ["    kind text,", "    kind text DEFAULT 'b'::text,"] {
        let theirs = edited(PARTED, &[("    kind text,", kind)]);
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            let merged = merged(&base, ours, theirs);
            assert_eq!(merged.marked, 0, "{}", merged.text);
            assert_eq!(merged.text, WITH_PARTITION.replace("    kind text,", kind));
        }
    }
}

#[test]
fn a_default_of_the_partition_s_own_stays() {
    let base = edited(PARTED, &[("    kind text,", "    kind text DEFAULT 'a'::text,")]);
    let own = "
    at date NOT NULL,
    kind text DEFAULT 'own'::text,
    CONSTRAINT told CHECK ((kind <> ''::text))
);";
    let with_own = WITH_PARTITION.replace(
        "
    at date NOT NULL,
    kind text,
    CONSTRAINT told CHECK ((kind <> ''::text))
);",
        own,
    );
    let ours = with_own.replacen("    kind text,", "    kind text DEFAULT 'a'::text,", 1);
    let merged = merged(&base, &ours, PARTED);
    assert_eq!((merged.marked, merged.text), (0, with_own));
}

#[test]
fn a_serial_column_of_a_view_becomes_an_identity_beside_anything_else() {
    let rest = "CREATE TABLE other (i int);\nCREATE VIEW ids AS SELECT id FROM t;\n";
    let base = format!(
        "CREATE TABLE t (id integer NOT NULL);\nCREATE SEQUENCE t_id_seq AS integer OWNED BY t.id;\n\
         ALTER TABLE t ALTER id SET DEFAULT nextval('t_id_seq'::regclass);\n{rest}"
    );
    let ours = format!(
        "CREATE TABLE t (id integer NOT NULL);\n\
         ALTER TABLE t ALTER id ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME t_id_seq);\n{rest}"
    );
    let longer = ("other (i int)", "other (i bigint)");
    let (theirs, both) = (edited(&base, &[longer]), edited(&ours, &[longer]));
    assert_eq!(merged(&base, &ours, &theirs).text, both);
    assert_eq!(merged(&base, &theirs, &ours).text, both);
}

#[test]
fn what_is_no_list_and_merges_is_written_by_the_schema() {
    let function = |volatility: &str, parallel: &str| {
        format!(
            "CREATE FUNCTION public.one() RETURNS integer\n    LANGUAGE sql {volatility} {parallel}\n    AS $$SELECT 1$$;\n"
        )
    };
    let (base, ours, theirs) =
        (function("", ""), function("IMMUTABLE", ""), function("", "PARALLEL SAFE"));
    let text = merged(&base, &ours, &theirs).text;
    let text = text.to_ascii_uppercase();
    assert!(text.contains("IMMUTABLE") && text.contains("PARALLEL SAFE"), "{text}");
}

#[test]
fn what_both_changed_in_one_statement_stays_in_its_layout() {
    let (start, cache) =
        (("    START WITH 1\n", "    START WITH 100\n"), ("    CACHE 1;", "    CACHE 20;"));
    assert_eq!(clean(&[start], &[cache]), edited(DUMP, &[start, cache]));
    assert_eq!(clean(&[cache], &[start]), edited(DUMP, &[start, cache]));

    let base =
        edited(DUMP, &[("    email text\n", "    email character(9) DEFAULT 'x'::bpchar\n")]);
    let change = |to: &str| base.replace("email character(9) DEFAULT 'x'::bpchar", to);
    let (ours, theirs) = (
        change("email character(12) DEFAULT 'x'::bpchar"),
        change("email character(9) DEFAULT 'x'::bpchar NOT NULL"),
    );
    let both = change("email character(12) DEFAULT 'x'::bpchar NOT NULL");
    assert_eq!(merged(&base, &ours, &theirs).text, both);
    assert_eq!(merged(&base, &theirs, &ours).text, both);
}

#[test]
fn comments_that_both_changed_are_merged_by_their_lines() {
    let base =
        "-- The shop.\n-- Load it by psql.\n--\n\nCREATE TABLE t (a int);\n\n-- the\n-- end\n";
    let ours = edited(base, &[("The shop", "The market"), ("-- the\n", "-- the very\n")]);
    let theirs =
        edited(base, &[("--\n\n", "-- Twice.\n--\n\n"), ("-- end\n", "-- end\n-- of it\n")]);
    let expected = edited(&theirs, &[("The shop", "The market"), ("-- the\n", "-- the very\n")]);
    assert_eq!(merged(base, &ours, &theirs).text, expected);
    assert_eq!(merged(base, &theirs, &ours).text, expected);
}

/// Merges two changes of a text both ways round: what comes out is the text with both.
#[track_caller]
fn both_done(base: &str, one: (&str, &str), other: (&str, &str)) {
    let (ours, theirs) = (edited(base, &[one]), edited(base, &[other]));
    let both = edited(base, &[one, other]);
    assert_eq!(merged(base, &ours, &theirs).text, both);
    assert_eq!(merged(base, &theirs, &ours).text, both);
}

#[test]
fn commas_that_begin_the_lines_stay_there() {
    let base = "CREATE TABLE t\n( a int -- x, y\n, b text\n, c date\n);\n";
    let both = "CREATE TABLE t\n( a bigint -- x, y\n, b text\n, d int\n);\n";
    let (longer, other) = ((", c date\n", ", c date\n, d int\n"), ("a int", "a bigint"));
    both_done(base, longer, other);
    let ours = edited(base, &[longer, other]);
    assert_eq!(merged(base, &ours, &edited(base, &[(", c date\n", "")])).text, both);
    let last = merged(base, &edited(base, &[other]), &edited(base, &[(", c date\n", "")]));
    assert_eq!(last.text, edited(base, &[other, (", c date\n", "")]));
}

#[test]
fn statements_that_share_a_line_go_on_to() {
    let base = "CREATE TABLE a (i int);CREATE TABLE b (i int);\nCREATE VIEW v AS SELECT 1;CREATE VIEW w AS SELECT 2;";
    both_done(base, ("a (i int)", "a (i bigint)"), ("AS SELECT 2;", "AS SELECT 3;"));
}

#[test]
fn what_theirs_alone_moved_stands_where_theirs_has_it() {
    let base = "CREATE SEQUENCE s;\nCREATE TABLE t (i int DEFAULT nextval('s'));\nCREATE TABLE u (i int);\n";
    let theirs = "CREATE TABLE t (i int);\nCREATE SEQUENCE s OWNED BY t.i;\nALTER TABLE t ALTER i SET DEFAULT nextval('s');\nCREATE TABLE u (i int);\n";
    let longer = ("u (i int)", "u (i bigint)");
    let ours = edited(base, &[longer]);
    let both = edited(theirs, &[longer]);
    assert_eq!(merged(base, &ours, theirs).text, both);
    assert_eq!(merged(base, theirs, &ours).text, both);
}

#[test]
fn a_role_that_is_no_longer_spoken_of_is_no_conflict() {
    let grant = ("GRANT SELECT ON TABLE t TO reader;\n", "");
    both_done(
        "CREATE TABLE t (i int);\nGRANT SELECT ON TABLE t TO reader;\n",
        grant,
        ("i int", "i bigint"),
    );
}

#[test]
fn a_comment_in_a_body_is_kept() {
    let base = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n  select 1; -- one\n  select 2;\n$$;\nCREATE TABLE t (i int);\n";
    both_done(base, ("-- one", "-- the first"), ("i int", "i bigint"));
    both_done(base, ("-- one", "-- the first"), ("select 2", "select 3"));
}

#[test]
fn a_dropped_partition_is_gone_whatever_its_parent_became() {
    let base = edited(
        WITH_PARTITION,
        &[(
            "CREATE INDEX events_new_kind_idx ON public.events_new USING btree (kind);\nALTER INDEX public.events_kind ATTACH PARTITION public.events_new_kind_idx;\n",
            "",
        )],
    );
    let base =
        base.replace("CREATE INDEX events_kind ON ONLY public.events USING btree (kind);\n", "");
    let ours = base.replace("    kind text,\n", "    kind text,\n    who text,\n");
    let start = base.find("CREATE TABLE public.events_new").unwrap();
    let theirs = base[..start].to_owned();
    let expected = theirs.replace("    kind text,\n", "    kind text,\n    who text,\n");
    assert_eq!(merged(&base, &ours, &theirs).text, expected);
    assert_eq!(merged(&base, &theirs, &ours).text, expected);
}

#[test]
fn a_block_that_both_wrote_otherwise_is_marked() {
    let base = "CREATE TABLE t (i int);\n\nDO $$ BEGIN RAISE NOTICE 'a'; END $$;\n\nCREATE TABLE u (i int);\n";
    let said = |word: &str| base.replace("'a'", word);
    for theirs in [said("'c'"), edited(base, &[("DO $$ BEGIN RAISE NOTICE 'a'; END $$;\n\n", "")])]
    {
        let text = merged(base, &said("'b'"), &theirs);
        assert_eq!(text.marked, 1, "{}", text.text);
        assert_eq!(side(&text.text, "ours"), said("'b'"));
    }
    assert_eq!(merged(base, base, &said("'b'")).text, said("'b'"));
}

/// Edits of the dump, as people and their migrations make them.
const EDITS: &[&[(&str, &str)]] = &[
    &[EMAIL],
    &[PHONE],
    &[("    email text\n", "    email varchar(10)\n")],
    &[("    email text\n", "    email text DEFAULT 'none'\n")],
    &[
        ("    id integer NOT NULL,\n    email text\n", "    id integer NOT NULL\n"),
        ("CREATE INDEX users_email ON public.users USING btree (email);\n", ""),
    ],
    &[("btree (email);", "btree (lower(email));")],
    &[("CREATE INDEX users_email ON public.users USING btree (email);\n", "")],
    &[("SELECT users.id\n", "SELECT users.id, users.email\n")],
    &[("CREATE VIEW public.emails AS\n SELECT users.id\n   FROM public.users;\n", "")],
    &[(
        "    ADD CONSTRAINT users_pkey PRIMARY KEY (id);",
        "    ADD CONSTRAINT users_key PRIMARY KEY (id);",
    )],
    &[("    START WITH 1\n", "    START WITH 100\n")],
    &[("('2'),\n", "('3'),\n('2'),\n")],
    &[("('2'),\n", "")],
    &[(
        "SET default_tablespace = '';\n",
        "SET default_tablespace = '';\n\nCREATE TABLE public.carts (id int);\n",
    )],
    &[(
        "SET default_tablespace = '';\n",
        "SET default_tablespace = '';\n\nCREATE TABLE public.carts (id bigint);\n",
    )],
    &[(
        "CREATE INDEX users_email",
        "CREATE UNIQUE INDEX users_id ON public.users (id);\n\nCREATE INDEX users_email",
    )],
    &[(
        "CREATE INDEX users_email",
        "COMMENT ON TABLE public.users IS 'who';\n\nCREATE INDEX users_email",
    )],
];

/// Whatever two sides did: both ways round it is clean or not, clean ones leave one schema, and to decide
/// for a side leaves a file that can be run.
#[test]
fn all_pairs_of_edits_merge_or_can_be_decided_for_a_side() {
    let files: Vec<String> = EDITS.iter().map(|edits| edited(DUMP, edits)).collect();
    let refused = |text: &str| materialize(text).errors.len();
    let (mut clean, mut pairs) = (0, 0);
    for (place, ours) in files.iter().enumerate() {
        // A third of all, lest it take long where nothing is optimised.
        for theirs in files.iter().skip(place + 1 + place % 3).step_by(3) {
            let (one, other) = (merged(DUMP, ours, theirs), merged(DUMP, theirs, ours));
            assert_eq!(one.marked == 0, other.marked == 0, "{}\n\n{}", one.text, other.text);
            pairs += 1;
            if one.marked == 0 {
                clean += 1;
                let lines = |text: &str| {
                    let ddl = materialize(text).catalog.to_ddl().join("\n");
                    let mut lines: Vec<String> =
                        ddl.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
                    lines.sort();
                    lines
                };
                assert_eq!(lines(&one.text), lines(&other.text), "{}", one.text);
            }
            for wanted in ["ours", "theirs"] {
                let text = side(&one.text, wanted);
                assert!(refused(&text) <= refused(DUMP), "{wanted}: {}", one.text);
            }
        }
    }
    assert!(clean * 10 > pairs * 7, "{clean} of {pairs} are clean");
}
