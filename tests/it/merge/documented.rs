//! The examples of `docs/conflicts.md`: each class is told of what its example says, and no class lacks one.

use std::collections::BTreeSet;

use schemagraft::merge::{MergeForm, MergeOptions, MergeTexts, Plan, plan_texts};

const DOCUMENT: &str = include_str!("../../../docs/conflicts.md");

/// A class, the weight that its text begins with, and its three scripts.
struct Section<'a> {
    class: &'a str,
    weight: &'a str,
    texts: MergeTexts<'a>,
}

fn sections() -> Vec<Section<'static>> {
    let sections = DOCUMENT.split("\n## ").skip(1);
    sections
        .map(|section| {
            let (class, text) = section.split_once('\n').expect("a section has lines");
            let weight = text.split('.').next().unwrap_or_default();
            let (_, example) = text.split_once("```sql\n").expect("an example");
            let (example, _) = example.split_once("```").expect("the example's end");
            let (base, rest) = example.split_once("-- source\n").expect("a source");
            let (source, target) = rest.split_once("-- target\n").expect("a target");
            Section { class, weight, texts: MergeTexts { base, source, target } }
        })
        .collect()
}

fn planned(texts: MergeTexts<'_>, mode: &str) -> Plan {
    let mode = serde_json::from_str(&format!("\"{mode}\"")).expect("a mode");
    let options = MergeOptions { mode, ..MergeOptions::default() };
    plan_texts(texts, MergeForm::Scripts, &options).expect("the texts are SQL")
}

#[test]
fn each_class_is_told_of_its_example() {
    for Section { class, weight, texts } in sections() {
        let (lenient, strict) = (planned(texts, "lenient"), planned(texts, "strict"));
        let conflicts = |plan: &Plan| -> Vec<String> {
            plan.conflicts.iter().map(|one| format!("{:?}", one.class)).collect()
        };
        let warnings: Vec<String> =
            lenient.warnings.iter().map(|one| format!("{:?}", one.class)).collect();
        let reasons: Vec<String> =
            lenient.reasons.iter().map(|one| format!("{:?}", one.reason)).collect();
        let (of_lenient, of_strict) = (conflicts(&lenient), conflicts(&strict));
        let class = class.to_owned();
        match weight {
            "Conflict" => assert_eq!(of_lenient, [class]),
            "Doubt" | "Note" => {
                assert_eq!((of_strict, warnings), (vec![class.clone()], vec![class]));
                assert!(of_lenient.is_empty(), "{of_lenient:?}");
            }
            _ => assert!(of_strict.is_empty() && reasons.contains(&class), "{class}: {reasons:?}"),
        }
    }
}

/// TypeScript's list of the classes is also ours: the compiler has no list of a type's variants.
#[test]
fn no_class_is_left_out() {
    let listed = include_str!("../../../pkg/src/conflicts.ts");
    let (_, listed) = listed.split_once("export type ConflictClass =").expect("the type");
    let (listed, _) = listed.split_once(';').expect("its end");
    let listed: BTreeSet<&str> = listed.split('"').skip(1).step_by(2).collect();
    let documented: BTreeSet<&str> = sections().iter().map(|section| section.class).collect();
    let missing: Vec<_> = listed.difference(&documented).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
