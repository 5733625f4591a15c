//! The example that the README shows: a shop whose two branches disagree in four ways.

use std::path::Path;

use schemagraft::merge::ConflictClass::{self, BothCreated, BothModified, DropVsReference};

use super::scripts::Scripts;

#[test]
fn the_shop_has_the_conflicts_that_its_readme_tells() {
    let scripts =
        Scripts::new(&folder("main"), &folder("branches/checkout"), &folder("branches/catalogue"));
    let mut found: Vec<(String, ConflictClass)> = scripts
        .conflicts()
        .into_iter()
        .map(|conflict| (conflict.object_name, conflict.class))
        .collect();
    found.sort();
    let expected = [
        ("shop.coupons", DropVsReference),
        ("shop.products.price_cents", BothModified),
        ("shop.reviews.body", DropVsReference),
        ("shop.tags", BothCreated),
    ];
    assert_eq!(found, expected.map(|(name, class)| (name.to_owned(), class)));
}

/// Returns the files of a folder of the shop, in order, as one script.
fn folder(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop").join(name);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap() + "\n;\n").collect()
}
