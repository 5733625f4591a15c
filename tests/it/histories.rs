//! Branches that record, fork, merge and take back as people do for years: whatever they did, the history stays whole, a
//! table stays the table that it was, and branches that merged each other say the same.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use schemagraft::diff::{Options, diff};
use schemagraft::history::{
    DdlVersioningManager, HistoryError, HistoryQuery, MergeMeta, RecordMeta, RevertMeta, Reverted,
    SchemaPoint,
};
use schemagraft::ids::DdlId;
use schemagraft::merge::MergeOptions;
use schemagraft::store::{MemoryStore, now};

type Manager = DdlVersioningManager<MemoryStore>;

/// What someone does; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Deed {
    Create { branch: usize },
    Rename { branch: usize, table: usize },
    AddColumn { branch: usize, table: usize },
    RenameColumn { branch: usize, table: usize },
    Fork { branch: usize },
    Merge { source: usize, target: usize },
    RevertMerge { branch: usize },
    RevertEntry { branch: usize, number: usize },
}

fn deed() -> impl Strategy<Value = Deed> {
    let of = || 0..8_usize;
    prop_oneof![
        2 => of().prop_map(|branch| Deed::Create { branch }),
        3 => (of(), of()).prop_map(|(branch, table)| Deed::Rename { branch, table }),
        2 => (of(), of()).prop_map(|(branch, table)| Deed::AddColumn { branch, table }),
        1 => (of(), of()).prop_map(|(branch, table)| Deed::RenameColumn { branch, table }),
        1 => of().prop_map(|branch| Deed::Fork { branch }),
        4 => (of(), of()).prop_map(|(source, target)| Deed::Merge { source, target }),
        1 => of().prop_map(|branch| Deed::RevertMerge { branch }),
        1 => (of(), of()).prop_map(|(branch, number)| Deed::RevertEntry { branch, number }),
    ]
}

/// A history, with what the deeds choose from.
struct World {
    manager: Manager,
    branches: Vec<String>,
    /// How many names were given: each is given once.
    names: usize,
    /// Whether a merge was taken back: what it had brought may be dropped elsewhere then.
    has_reverted: bool,
    /// The entries that take something back.
    taking_back: BTreeSet<DdlId>,
}

impl World {
    fn new(forks: usize) -> World {
        let manager = now(DdlVersioningManager::open(MemoryStore::new())).unwrap();
        let branches = vec!["main".to_owned()];
        let mut world = World {
            manager,
            branches,
            names: 0,
            has_reverted: false,
            taking_back: BTreeSet::new(),
        };
        world.create("main");
        world.create("main");
        (0..forks).for_each(|_| world.fork("main"));
        world
    }

    fn branch(&self, number: usize) -> String {
        self.branches[number % self.branches.len()].clone()
    }

    fn next(&mut self) -> usize {
        self.names += 1;
        self.names
    }

    fn record(&self, branch: &str, sql: &str) {
        now(self.manager.record_ddl(branch, sql, &RecordMeta::default())).unwrap();
    }

    /// Makes a table of which one column always tells which it is.
    fn create(&mut self, branch: &str) {
        let name = self.next();
        self.record(branch, &format!("CREATE TABLE t{name} (is_{name} int)"));
    }

    fn fork(&mut self, from: &str) {
        let name = format!("b{}", self.next());
        now(self.manager.create_branch(&name, from, None)).unwrap();
        self.branches.push(name);
    }

    /// The tables of a branch: what each is called, by the column that tells which it is.
    fn tables(&self, branch: &str) -> BTreeMap<String, String> {
        let schema = now(self.manager.schema_at(branch, &SchemaPoint::Head)).unwrap();
        let catalog = schema.catalog;
        let columns = catalog.objects().filter(|object| object.name.starts_with("is_"));
        let named = columns.map(|column| {
            let table = catalog.get(column.parent).unwrap();
            (column.name.to_string(), table.name.to_string())
        });
        named.collect()
    }

    fn table(&self, branch: &str, number: usize) -> Option<String> {
        let tables = self.tables(branch);
        let count = tables.len().max(1);
        tables.into_values().nth(number % count)
    }

    /// The first column of a table that does not tell which table it is.
    fn column(&self, branch: &str, table: &str) -> Option<String> {
        let schema = now(self.manager.schema_at(branch, &SchemaPoint::Head)).unwrap();
        let catalog = schema.catalog;
        let table = catalog.objects().find(|object| &*object.name == table).unwrap().id;
        let mut columns = catalog.objects().filter(|object| object.parent == table);
        columns.find(|column| column.name.starts_with('c')).map(|column| column.name.to_string())
    }

    /// What differs between two branches: not the order of columns, which no statement decides.
    fn difference(&self, one: &str, other: &str) -> Vec<String> {
        let [from, to] = [one, other]
            .map(|branch| now(self.manager.schema_at(branch, &SchemaPoint::Head)).unwrap().catalog);
        diff(&from, &to, &Options::default()).into_ddl()
    }

    fn run(&mut self, deed: &Deed) {
        match *deed {
            Deed::Create { branch } => self.create(&self.branch(branch)),
            Deed::Fork { branch } => self.fork(&self.branch(branch)),
            Deed::Rename { branch, table } => {
                let branch = self.branch(branch);
                let name = self.next();
                if let Some(table) = self.table(&branch, table) {
                    self.record(&branch, &format!("ALTER TABLE {table} RENAME TO t{name}"));
                }
            }
            Deed::AddColumn { branch, table } => {
                let branch = self.branch(branch);
                let name = self.next();
                if let Some(table) = self.table(&branch, table) {
                    self.record(&branch, &format!("ALTER TABLE {table} ADD COLUMN c{name} int"));
                }
            }
            Deed::RenameColumn { branch, table } => {
                let branch = self.branch(branch);
                let name = self.next();
                let Some(table) = self.table(&branch, table) else { return };
                if let Some(column) = self.column(&branch, &table) {
                    self.record(
                        &branch,
                        &format!("ALTER TABLE {table} RENAME {column} TO c{name}"),
                    );
                }
            }
            Deed::Merge { source, target } => {
                let (source, target) = (self.branch(source), self.branch(target));
                let is_mutual = source != target
                    && self.merge(&source, &target)
                    && self.merge(&target, &source);
                if is_mutual {
                    assert_eq!(self.difference(&source, &target), [""; 0], "{source} and {target}");
                }
            }
            Deed::RevertMerge { branch } => self.revert_merge(&self.branch(branch)),
            Deed::RevertEntry { branch, number } => {
                self.revert_entry(&self.branch(branch), number);
            }
        }
    }

    /// Merges, and looks whether a table that was there is made anew; tells whether there was no conflict.
    fn merge(&self, source: &str, target: &str) -> bool {
        let (before, meta) = (self.tables(target), MergeMeta::default());
        match now(self.manager.merge(source, target, &MergeOptions::default(), &meta)) {
            Err(HistoryError::MergeConflict { .. }) => false,
            Err(error) => panic!("{source} into {target}: {error}"),
            Ok(result) => {
                for entry in result.entries {
                    let sql = entry.ddl_statement;
                    let is_made_anew = |is: &String| {
                        sql.starts_with("CREATE TABLE") && sql.contains(&format!("{is} "))
                    };
                    let is_made_anew = before.keys().any(is_made_anew);
                    assert!(!is_made_anew, "{source} into {target}: {sql}");
                    let drops = sql.contains("DROP ");
                    assert!(!drops || self.has_reverted, "{source} into {target}: {sql}");
                }
                true
            }
        }
    }

    fn revert_merge(&mut self, branch: &str) {
        let merges = now(self.manager.list_merges(branch)).unwrap();
        let appended = merges.iter().rev().find(|merge| merge.head != merge.target_head);
        let Some(last) = appended.map(|merge| merge.head.unwrap_or(DdlId(0))) else { return };
        self.revert(branch, Reverted::Merge(last));
    }

    /// Takes back one of the last entries of a branch, unless it takes back something itself.
    fn revert_entry(&mut self, branch: &str, number: usize) {
        let query = HistoryQuery { limit: 8, ..HistoryQuery::default() };
        let mut entries = now(self.manager.get_ddl_history(branch, &query)).unwrap();
        entries.retain(|entry| !self.taking_back.contains(&entry.ddl_id));
        let Some(entry) = entries.get(number % entries.len().max(1)) else { return };
        let (first, last) = (entry.ddl_id, entry.ddl_id);
        self.revert(branch, Reverted::Entries { first, last });
    }

    fn revert(&mut self, branch: &str, what: Reverted) {
        let (options, meta) = (MergeOptions::default(), RevertMeta::default());
        match now(self.manager.revert(branch, what, &options, &meta)) {
            Ok(result) => {
                self.has_reverted = true;
                self.taking_back.extend(result.entries.iter().map(|entry| entry.ddl_id));
            }
            Err(HistoryError::RevertConflict { .. }) => {}
            Err(error) => panic!("{branch}: {error}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_branches_did_tables_stay_what_they_are(
        forks in 1..5_usize,
        deeds in prop::collection::vec(deed(), 1..24),
    ) {
        let mut world = World::new(forks);
        deeds.iter().for_each(|deed| world.run(deed));
        prop_assert_eq!(now(world.manager.verify()).unwrap().problems, []);
    }
}
