//! Strict mode: what is in doubt is to be decided.

use schemagraft::merge::{
    ConflictClass, DdlMergeStrategy, MergeForm, MergeMode, MergeOptions, MergeTexts, Plan,
    Resolution, Verdict, plan_texts,
};
use schemagraft::schema_file::{self, Markers};

const BASE: &str = "CREATE TABLE events (at date);";
const BLOCK: &str =
    "DO $$ BEGIN EXECUTE 'ALTER TABLE events ADD ' || current_user || ' text'; END $$";
const PLACE: &str = "ALTER TABLE events ADD COLUMN place text";

fn planned(texts: [&str; 3], form: MergeForm, options: &MergeOptions) -> Plan {
    let [base, source, target] = texts;
    plan_texts(MergeTexts { base, source, target }, form, options).expect("the texts are SQL")
}

/// Strict options, with these decisions.
fn strictly<const N: usize>(decisions: [(&str, Resolution); N]) -> MergeOptions {
    let resolutions = decisions.map(|(id, resolution)| (id.to_owned(), resolution)).into();
    MergeOptions { mode: MergeMode::Strict, resolutions, ..MergeOptions::default() }
}

#[test]
fn a_statement_of_unknown_effects_is_to_be_decided_on_either_side() {
    for texts in [[BASE, BLOCK, PLACE], [BASE, PLACE, BLOCK]] {
        let plan = planned(texts, MergeForm::Scripts, &strictly([]));
        let [conflict] = &plan.conflicts[..] else { panic!("{:#?}", plan.conflicts) };
        assert_eq!((conflict.class, conflict.resolutions), (ConflictClass::Unknown, &["both"][..]));
        assert!(plan.ddl.is_empty());

        let decided = strictly([(&conflict.id, Resolution::Both)]);
        let plan = planned(texts, MergeForm::Scripts, &decided);
        assert_eq!((plan.verdict, plan.ddl), (Verdict::Clean, vec![texts[1].to_owned()]));
    }
}

#[test]
fn what_is_not_on_offer_decides_nothing() {
    let texts = [BASE, BLOCK, PLACE];
    let id = planned(texts, MergeForm::Scripts, &strictly([])).conflicts.remove(0).id;
    for resolution in [Resolution::Source, Resolution::Target] {
        let plan = planned(texts, MergeForm::Scripts, &strictly([(&id, resolution)]));
        assert_eq!(plan.conflicts.len(), 1, "{:#?}", plan.conflicts);
    }
}

#[test]
fn what_a_difference_of_schemas_leaves_out_is_to_be_decided() {
    let update = "UPDATE events SET at = now()";
    let mut options = strictly([]);
    options.strategy = DdlMergeStrategy::SchemaDiff;
    let plan = planned([BASE, update, PLACE], MergeForm::Scripts, &options);
    let [conflict] = &plan.conflicts[..] else { panic!("{:#?}", plan.conflicts) };
    assert!(conflict.explanation.contains("left out"), "{}", conflict.explanation);

    options.resolutions.insert(conflict.id.clone(), Resolution::Both);
    let plan = planned([BASE, update, PLACE], MergeForm::Scripts, &options);
    assert_eq!((plan.verdict, plan.warnings.len()), (Verdict::Warning, 1));
}

#[test]
fn what_cannot_be_read_of_a_whole_schema_is_to_be_decided_one_by_one() {
    let unreadable = "ALTER TABLE nowhere ADD a integer;\n\nALTER TABLE nobody ADD a integer;";
    let source = format!("{BASE}\n\n{unreadable}\n");
    let texts = [BASE, &source, BASE];
    let plan = planned(texts, MergeForm::Schemas, &strictly([]));
    let ids: Vec<&str> = plan.conflicts.iter().map(|conflict| &*conflict.id).collect();
    let [one, two] = ids[..] else { panic!("{ids:?}") };

    let decided = strictly([(one, Resolution::Both)]);
    let open = planned(texts, MergeForm::Schemas, &decided).conflicts;
    assert_eq!(open.iter().map(|conflict| &*conflict.id).collect::<Vec<_>>(), [two]);

    let [base, source, target] = texts;
    let texts = MergeTexts { base, source, target };
    let file = schema_file::merge(texts, &strictly([]), &Markers::default()).expect("it is SQL");
    assert_eq!(file.marked, 2, "{}", file.text);
}

#[test]
fn policies_that_both_sides_made_alike_show_no_one_more_rows() {
    let base = "CREATE TABLE notes (id integer); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;";
    let one = "CREATE POLICY low ON notes USING (id < 9);";
    let both =
        "CREATE POLICY low ON notes USING (id < 9); CREATE POLICY high ON notes USING (id > 99);";
    for (source, target) in [(both, both), (both, one), (one, both)] {
        let plan = planned([base, source, target], MergeForm::Scripts, &strictly([]));
        assert_eq!((plan.verdict, plan.conflicts), (Verdict::Clean, vec![]));
    }
    let high = "CREATE POLICY high ON notes USING (id > 99);";
    let plan = planned([base, one, high], MergeForm::Scripts, &strictly([]));
    assert_eq!(plan.conflicts.len(), 1);
}
