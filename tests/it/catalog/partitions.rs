//! Which partitions take the same rows: the catalog and a merge know it, however many there are.

use schemagraft::catalog::materialize;
use schemagraft::merge::{ConflictClass, MergeForm, MergeOptions, MergeTexts, plan_texts};

/// Numbers that look drawn.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, end: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % end
    }
}

/// A bound, and the rows that it takes: some values of a key that stand for all.
type Bound = (String, Vec<i64>);

type Draw = fn(&mut Drawn) -> Bound;

/// How a table is partitioned, and how a bound is drawn for it.
const TABLES: &[(&str, Draw)] = &[
    ("a int) PARTITION BY RANGE (a", |drawn| range(drawn, |at| (at - 20).to_string())),
    ("a numeric) PARTITION BY RANGE (a", |drawn| {
        range(drawn, |at| format!("{}.{}", at / 4, at % 4 * 25))
    }),
    ("a date) PARTITION BY RANGE (a", |drawn| {
        range(drawn, |at| format!("'2024-01-{:02}'", at + 1))
    }),
    ("a text) PARTITION BY RANGE (a", |drawn| range(drawn, |at| format!("'k{:02}'", at))),
    ("a int, b int) PARTITION BY RANGE (a, b", |drawn| {
        range(drawn, |at| format!("{}, {}", at / 6, at % 6))
    }),
    ("a int) PARTITION BY LIST (a", |drawn| list(drawn, |at| at.to_string())),
    ("a text) PARTITION BY LIST (a", |drawn| list(drawn, |at| format!("'Key {at}'"))),
    ("a int) PARTITION BY HASH (a", |drawn| {
        let modulus = [2, 4, 8, 16][drawn.below(4) as usize];
        let remainder = drawn.below(modulus);
        let bound = format!("FOR VALUES WITH (modulus {modulus}, remainder {remainder})");
        (bound, (0..16).filter(|at| at % modulus == remainder).collect())
    }),
];

fn range(drawn: &mut Drawn, value: fn(i64) -> String) -> Bound {
    let from = drawn.below(30);
    let to = from + 1 + if drawn.below(8) == 0 { drawn.below(31 - from) } else { drawn.below(2) };
    let to = to.min(30);
    let columns = value(0).split(", ").count();
    let limit = |word: &str| vec![word; columns].join(", ");
    let begin = if from == 0 { limit("MINVALUE") } else { value(from) };
    let end = if to == 30 { limit("MAXVALUE") } else { value(to) };
    (format!("FOR VALUES FROM ({begin}) TO ({end})"), (from..to).collect())
}

fn list(drawn: &mut Drawn, value: fn(i64) -> String) -> Bound {
    let values: Vec<i64> = (0..=drawn.below(3)).map(|_| drawn.below(40)).collect();
    let written: Vec<String> = values.iter().map(|at| value(*at)).collect();
    (format!("FOR VALUES IN ({})", written.join(", ")), values)
}

fn meet(one: &Bound, other: &Bound) -> bool {
    one.1.iter().any(|row| other.1.contains(row))
}

/// Returns bounds of which no two take the same rows, and how many of those drawn did not fit.
fn apart(drawn: &mut Drawn, draw: Draw, count: usize) -> Vec<Bound> {
    let mut bounds: Vec<Bound> = Vec::new();
    for _ in 0..count {
        let bound = draw(drawn);
        if !bounds.iter().any(|other| meet(&bound, other)) {
            bounds.push(bound);
        }
    }
    bounds
}

fn script(side: &str, bounds: &[Bound]) -> String {
    let tables = bounds.iter().enumerate();
    tables
        .map(|(at, (bound, _))| format!("CREATE TABLE {side}{at} PARTITION OF t {bound};\n"))
        .collect()
}

#[test]
fn a_partition_is_refused_where_another_takes_its_rows() {
    let mut drawn = Drawn(1);
    for (columns, draw) in TABLES {
        for _ in 0..20 {
            let bounds: Vec<Bound> = (0..12).map(|_| draw(&mut drawn)).collect();
            let mut kept: Vec<&Bound> = Vec::new();
            let mut refused = Vec::new();
            for (at, bound) in bounds.iter().enumerate() {
                match kept.iter().any(|other| meet(bound, other)) {
                    true => refused.push(at + 1),
                    false => kept.push(bound),
                }
            }
            let sql = format!("CREATE TABLE t ({columns});\n{}", script("p", &bounds));
            let found = materialize(&sql).errors;
            let found: Vec<usize> = found.iter().map(|error| error.statement).collect();
            assert_eq!(found, refused, "{sql}");
        }
    }
}

#[test]
fn a_value_in_other_words_is_taken_too() {
    for (type_, one, other) in [("numeric", "10", "1e1"), ("numeric", "-0.50", "-.5")] {
        let sql = format!(
            "CREATE TABLE t (a {type_}) PARTITION BY LIST (a);
            CREATE TABLE one PARTITION OF t FOR VALUES IN ({one});
            CREATE TABLE other PARTITION OF t FOR VALUES IN ({other})"
        );
        assert_eq!(materialize(&sql).errors.len(), 1, "{sql}");
    }
}

#[test]
fn partitions_of_two_branches_for_the_same_rows_are_in_conflict() {
    let mut drawn = Drawn(2);
    for (columns, draw) in TABLES {
        for _ in 0..20 {
            let [source, target] = [3, 6].map(|count| apart(&mut drawn, *draw, count));
            let (base, source_sql, target_sql) =
                (format!("CREATE TABLE t ({columns})"), script("s", &source), script("t", &target));
            let texts = MergeTexts { base: &base, source: &source_sql, target: &target_sql };
            let plan = plan_texts(texts, MergeForm::Scripts, &MergeOptions::default());
            let conflicts = plan.expect("the texts are SQL").conflicts;
            let meeting =
                source.iter().flat_map(|one| target.iter().filter(|other| meet(one, other)));
            let all = conflicts.iter().all(|it| it.class == ConflictClass::PartitionOverlap);
            assert!(all, "{base}\n{source_sql}\n{target_sql}");
            assert_eq!(
                conflicts.len(),
                meeting.count(),
                "{base}\n{source_sql}\n{target_sql}{conflicts:#?}"
            );
        }
    }
}
