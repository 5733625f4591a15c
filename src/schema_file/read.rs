//! A schema file → its blocks: each statement with the comments and the white space that belong to it, and
//! what it says.
//!
//! Blocks of two files are the same if they have one key: what a statement makes or changes, or, where it
//! does neither, its text and where it stands. Two that mean the same say so, however they are written.
//! Never in it: what becomes of a block.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Effect, Object, Session, Settings};
use crate::sorted::gathered;
use crate::sql::ahead::{LONG, read_each};
use crate::sql::split::{Piece, pieces};
use crate::sql::syntax::{Fault, SyntaxNode};
use crate::sql::{Span, canonical, elements};

/// A part of a file: a statement to the end of its line, with what stands before it.
#[derive(Clone, Debug)]
pub(super) struct Block<'a> {
    /// What it is: the same in every file that has it.
    pub(super) key: String,
    /// The comments and the white space before it.
    pub(super) lead: &'a str,
    /// The statement, to the end of its line.
    pub(super) body: &'a str,
    /// The statement alone, with which the body begins.
    pub(super) statement: &'a str,
    /// The empty lines after it.
    pub(super) gap: &'a str,
    /// Where the statement begins in the file.
    pub(super) start: usize,
    /// Whether it begins in the line in which the one before it ends.
    pub(super) is_in_line: bool,
    /// What it says, whatever way it is written.
    pub(super) meaning: String,
    /// Where it would stand in a dump.
    pub(super) place: Place,
    /// Whether its key is that of an object, and not of its text.
    is_named: bool,
    /// What its rows or privileges go to, if it gives some.
    goal: Option<String>,
}

/// Where a block would stand in a dump: among those of its sort, by its names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Its sort: what it does to what kind of object.
    pub(super) sort: String,
    /// The names of what is around its object, outermost first, and its own.
    pub(super) path: Vec<String>,
}

/// A schema file.
#[derive(Clone, Debug)]
pub(super) struct File<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    /// What stands after the last statement.
    pub(super) rest: &'a str,
    /// The schema that it makes.
    pub(super) catalog: Catalog,
    /// What PostgreSQL would refuse of it: what rows go to, the keys of the rest.
    pub(super) refused: BTreeSet<String>,
}

impl<'a> File<'a> {
    /// Reads a file.
    pub(super) fn read(sql: &'a str) -> File<'a> {
        let cuts = cuts(sql);
        let text = |cut: &Cut| sql.get(cut.span.start..cut.span.end).unwrap_or_default();
        let statements = || {
            let cuts = cuts.iter().enumerate();
            cuts.filter(|(_, cut)| cut.is_statement).map(|(place, cut)| (place, text(cut)))
        };
        let mut reader = Reader::of(sql);
        let mut next = 0;
        read_each(statements, sql.len() >= LONG, |place, read| {
            for other in cuts.get(next..place).unwrap_or_default() {
                reader.add(other, None);
            }
            if let Some(cut) = cuts.get(place) {
                reader.add(cut, Some(read));
            }
            next = place + 1;
        });
        for other in cuts.get(next..).unwrap_or_default() {
            reader.add(other, None);
        }
        reader.finished()
    }

    /// Returns the keys of its blocks, in their order.
    pub(super) fn keys(&self) -> Vec<&str> {
        self.blocks.iter().map(|block| block.key.as_str()).collect()
    }

    /// Returns its blocks by their keys.
    pub(super) fn by_key(&self) -> BTreeMap<&str, &Block<'a>> {
        gathered(self.blocks.iter().map(|block| (block.key.as_str(), block)))
    }
}

impl File<'_> {
    /// Returns the paths of what a statement would drop, with all that needs it.
    pub(super) fn without(&self, statement: &str) -> Vec<Vec<String>> {
        let mut session = Session::new(self.catalog.clone(), Settings::default());
        let outcome = session.execute(statement);
        let outcome = outcome.or_else(|_| session.execute(&format!("{statement} CASCADE")));
        let effects = outcome.map(|outcome| outcome.effects).unwrap_or_default();
        let mut paths = Vec::new();
        for effect in &effects {
            if let Effect::Dropped { object, .. } = effect {
                paths.push(path(&self.catalog, object));
            }
        }
        paths
    }
}

impl Place {
    /// Tells whether it is that of an object, or of a part of it.
    pub(super) fn is_in(&self, path: &[String]) -> bool {
        self.path.starts_with(path)
    }

    /// Tells whether it is that of what an object is, or is a part of.
    pub(super) fn is_around(&self, path: &[String]) -> bool {
        path.starts_with(&self.path)
    }
}

/// Gives the blocks that are known by their text alone keys that tell them apart: after which block that
/// all files have.
pub(super) fn place_unnamed(files: &mut [File<'_>]) {
    name_by_goals(files);
    name_refused(files);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for block in files.iter().flat_map(|file| &file.blocks).filter(|block| block.is_named) {
        *counts.entry(block.key.clone()).or_default() += 1;
    }
    let all = files.len();
    for file in files.iter_mut() {
        let mut after = String::new();
        for block in &mut file.blocks {
            if !block.is_named {
                block.key = format!("{} after {after}", block.key);
            } else if counts.get(&block.key) == Some(&all) {
                after.clone_from(&block.key);
            }
        }
    }
    name_lone(files);
    for file in files {
        number(&mut file.blocks, |block| !block.is_named);
    }
}

/// Makes what one file is refused known as in another that is not.
fn name_refused(files: &mut [File<'_>]) {
    let mut keys: BTreeMap<String, Option<String>> = BTreeMap::new();
    for File { blocks, refused, .. } in files.iter() {
        let refused = blocks.iter().filter(|block| block.is_named && refused.contains(&block.key));
        keys.extend(refused.map(|block| (block.key.clone(), None)));
    }
    if keys.is_empty() {
        return;
    }
    for File { blocks, refused, .. } in files.iter() {
        for block in blocks.iter().filter(|block| block.is_named && !refused.contains(&block.key)) {
            if let Some(key) = called(&canonical(block.statement)).and_then(|it| keys.get_mut(it)) {
                *key = Some(block.key.clone());
            }
        }
    }
    for File { blocks, refused, .. } in files {
        let taken: BTreeSet<String> = gathered(blocks.iter().map(|block| block.key.clone()));
        for block in blocks.iter_mut().filter(|block| block.is_named) {
            if let Some(Some(key)) = keys.get(&block.key)
                && !taken.contains(key)
            {
                refused.insert(key.clone());
                block.key.clone_from(key);
            }
        }
    }
}

/// Makes statements that are known by their text known by their first word, where the base has one such at a place and
/// no file has two: one that both sides wrote otherwise is one, and not two.
fn name_lone(files: &mut [File<'_>]) {
    let lone = |block: &Block<'_>| {
        let (text, place) = block.key.rsplit_once(" after ")?;
        let word = text.split(' ').next().unwrap_or_default();
        (!block.is_named && text == block.meaning).then(|| format!("{word} at {place}"))
    };
    let most = most(files, lone);
    let base = files.iter().take(1).flat_map(|base| &base.blocks);
    let known: BTreeSet<String> = gathered(base.filter_map(lone));
    for block in files.iter_mut().flat_map(|file| &mut file.blocks) {
        if let Some(key) = lone(block)
            && most.get(&key) == Some(&1)
            && known.contains(&key)
        {
            block.key = key;
        }
    }
}

/// Returns how many blocks of one file have each of the keys, at most.
fn most(files: &[File<'_>], key: impl Fn(&Block<'_>) -> Option<String>) -> BTreeMap<String, usize> {
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for key in file.blocks.iter().filter_map(&key) {
            *counts.entry(key).or_default() += 1;
        }
        for (key, count) in counts {
            let most = most.entry(key).or_default();
            *most = count.max(*most);
        }
    }
    most
}

/// Makes rows and privileges known by what they go to, if no file gives that some in two statements.
fn name_by_goals(files: &mut [File<'_>]) {
    let most = most(files, |block| block.goal.clone());
    for block in files.iter_mut().flat_map(|file| &mut file.blocks) {
        if let Some(goal) = block.goal.take_if(|goal| most.get(goal) == Some(&1)) {
            (block.key, block.is_named) = (goal, true);
        }
    }
}

/// Tells blocks of one key apart by their numbers.
fn number(blocks: &mut [Block<'_>], counts: fn(&Block<'_>) -> bool) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for block in blocks.iter_mut().filter(|block| counts(block)) {
        let count = seen.entry(block.key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            block.key = format!("{} #{count}", block.key);
        }
    }
}

/// A piece of a file, and how far the file is read behind it.
struct Cut {
    span: Span,
    is_statement: bool,
    end: usize,
}

fn cuts(sql: &str) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut pieces = pieces(sql);
    while let Some(piece) = pieces.next() {
        let is_statement = matches!(piece, Piece::Statement { .. });
        let (Piece::Statement { span, .. } | Piece::Skipped { span, .. }) = piece;
        cuts.push(Cut { span, is_statement, end: pieces.offset() });
    }
    cuts
}

/// A file while it is read.
struct Reader<'a> {
    sql: &'a str,
    session: Session,
    blocks: Vec<Block<'a>>,
    refused: BTreeSet<String>,
    /// Where the next block begins.
    at: usize,
}

impl<'a> Reader<'a> {
    fn of(sql: &'a str) -> Reader<'a> {
        let (session, blocks, refused) = (Session::default(), Vec::new(), BTreeSet::new());
        Reader { sql, session, blocks, refused, at: 0 }
    }

    /// Adds the block of a piece; `read` is its tree, if it is a statement.
    fn add(&mut self, cut: &Cut, read: Option<Result<SyntaxNode, Fault>>) {
        let Cut { span, end, .. } = *cut;
        let part = |from: usize, to: usize| self.sql.get(from..to).unwrap_or_default();
        let end = end_of_line(self.sql, span.end, end);
        let (lead, body) = (part(self.at, span.start), part(span.start, end));
        let gap = empty_lines(self.sql.get(end..).unwrap_or_default());
        let before = part(0, self.at);
        let is_in_line = !(before.is_empty() || before.ends_with('\n') || lead.contains('\n'));
        self.at = end + gap.len();
        let statement = if read.is_some() { part(span.start, span.end) } else { body };
        let goal = match &read {
            Some(Ok(tree)) => elements::goal(tree, statement),
            _ => None,
        };
        let said = match read {
            Some(read) => said(&mut self.session, statement, read),
            None => Said::of_other(body, &self.blocks),
        };
        let Said { key, meaning, place, is_named, is_refused } = said;
        if is_refused {
            self.refused.insert(goal.as_ref().unwrap_or(&key).clone());
        }
        let start = span.start;
        self.blocks.push(Block {
            key,
            lead,
            body,
            statement,
            gap,
            start,
            is_in_line,
            meaning,
            place,
            is_named,
            goal,
        });
    }

    fn finished(mut self) -> File<'a> {
        number(&mut self.blocks, |block| block.is_named);
        let rest = self.sql.get(self.at..).unwrap_or_default();
        let catalog = self.session.catalog().clone();
        File { blocks: self.blocks, rest, catalog, refused: self.refused }
    }
}

/// Returns the end of a block: behind its semicolon, and behind the line where nothing but a comment follows.
fn end_of_line(sql: &str, end: usize, read: usize) -> usize {
    let is_closed = sql.get(end..read).is_some_and(|between| between.trim_end().ends_with(';'));
    let end = if is_closed { read } else { end };
    let rest = sql.get(end..).unwrap_or_default();
    let line = rest.split_inclusive('\n').next().unwrap_or_default();
    match line.trim() {
        after if after.is_empty() || after.starts_with("--") => end + line.len(),
        _ => end,
    }
}

/// Returns the empty lines that a text begins with.
fn empty_lines(text: &str) -> &str {
    let lines = text.split_inclusive('\n').take_while(|line| line.trim().is_empty());
    text.get(..lines.map(str::len).sum()).unwrap_or_default()
}

/// What a piece of a file says.
struct Said {
    key: String,
    meaning: String,
    place: Place,
    is_named: bool,
    is_refused: bool,
}

impl Said {
    fn of_text(statement: &str) -> Said {
        let text = canonical(statement);
        let sort: Vec<&str> = text.split(' ').take(3).collect();
        let place = Place { sort: sort.join(" "), path: vec![text.clone()] };
        Said { key: text.clone(), meaning: text, place, is_named: false, is_refused: false }
    }

    /// What is refused makes nothing that is known, but is called something.
    fn of_refused(statement: &str) -> Said {
        let said = Said { is_refused: true, ..unnamed(statement) };
        match called(&said.meaning) {
            Some(key) => Said { key: key.to_owned(), is_named: true, ..said },
            None => said,
        }
    }

    /// A line for psql means what it says, but for what dumps make up in it. Data belong to the statement before them.
    fn of_other(body: &str, before: &[Block<'_>]) -> Said {
        let is_line = body.starts_with('\\') && body.lines().count() == 1;
        let word = body.split_whitespace().next().unwrap_or_default();
        match word {
            "\\restrict" | "\\unrestrict" => Said::of_words(word.to_owned(), word),
            _ if is_line => Said::of_words(body.trim().to_owned(), body.trim()),
            _ => {
                let statement = before.last().map(|block| block.key.as_str());
                Said::of_words(format!("data of {}", statement.unwrap_or_default()), body)
            }
        }
    }

    fn of_words(key: String, meaning: &str) -> Said {
        let place = Place { sort: key.clone(), path: Vec::new() };
        Said { key, meaning: meaning.to_owned(), place, is_named: false, is_refused: false }
    }
}

fn said(session: &mut Session, statement: &str, read: Result<SyntaxNode, Fault>) -> Said {
    let outcome = match session.execute_read(read) {
        Ok(outcome) => outcome,
        Err(_) => return Said::of_refused(statement),
    };
    let catalog = session.catalog();
    let is_known = outcome.opaque.is_none();
    let main = main_effect(&outcome.effects).filter(|_| is_known);
    let Some((key, place)) = main.and_then(|effect| named(catalog, effect)) else {
        return unnamed(statement);
    };
    let mut meaning = String::new();
    for effect in &outcome.effects {
        write_meaning(&mut meaning, catalog, effect);
    }
    Said { key, meaning, place, is_named: true, is_refused: false }
}

/// Returns what a statement that makes something begins with: `create table t`.
fn called(canonical: &str) -> Option<&str> {
    let made = canonical.strip_prefix("create ")?;
    let ends = ["(", " as ", " on ", " using "].into_iter().filter_map(|end| made.find(end));
    let end = ends.min()? + canonical.len() - made.len();
    canonical.get(..end).map(str::trim_end)
}

/// A setting is known by its name.
fn unnamed(statement: &str) -> Said {
    let said = Said::of_text(statement);
    let setting = said.key.strip_prefix("set ").and_then(|rest| rest.split_once(['=', ' ']));
    if let Some((name, _)) = setting {
        return Said { key: format!("set {name}"), ..said };
    }
    said
}

/// Returns the effect that a statement is for.
fn main_effect(effects: &[Effect]) -> Option<&Effect> {
    let made = effects.iter().find(|effect| matches!(effect, Effect::Created { .. }));
    made.or_else(|| effects.iter().find(|effect| !matches!(effect, Effect::ReliedOn { .. })))
}

fn named(catalog: &Catalog, effect: &Effect) -> Option<(String, Place)> {
    let (object, what) = match effect {
        Effect::Created { object } => (catalog.get(*object)?, ""),
        Effect::Changed { object, attribute, .. } => (catalog.get(*object)?, attribute.as_ref()),
        Effect::Renamed { object, .. } => (catalog.get(*object)?, "name"),
        Effect::Moved { object, .. } => (catalog.get(*object)?, "schema"),
        Effect::Dropped { object, .. } => (&**object, "drop"),
        Effect::ReliedOn { .. } => return None,
    };
    let is_late = matches!(effect, Effect::Created { .. }) && catalog.is_made_late(object);
    let deed = if is_late { "late" } else { what };
    let place = Place { sort: format!("{} {deed}", object.kind.name), path: path(catalog, object) };
    let designation = object.designation(catalog);
    Some((format!("{designation} {what}").trim_end().to_owned(), place))
}

/// Returns the names of what is around an object, outermost first, and its own; a part that has an order
/// stands by that.
pub(super) fn path(catalog: &Catalog, object: &Object) -> Vec<String> {
    let own = match object.kind.is_ordered {
        true => format!("{:08}", object.position),
        false => object.name.to_string(),
    };
    let around = std::iter::successors(catalog.get(object.parent), |one| catalog.get(one.parent));
    let mut path: Vec<String> = around.map(|one| one.name.to_string()).collect();
    path.reverse();
    path.push(own);
    path
}

fn write_meaning(meaning: &mut String, catalog: &Catalog, effect: &Effect) {
    let mut say = |words: &[&str]| {
        meaning.push_str(&words.join(" "));
        meaning.push('\n');
    };
    match effect {
        Effect::Created { object } => {
            let Some(object) = catalog.get(*object) else { return };
            say(&[&object.designation(catalog)]);
            for (attribute, value) in &object.attributes {
                say(&["", attribute, &value.to_sql(catalog)]);
            }
        }
        Effect::Changed { object, attribute, after, .. } => {
            let after = after.as_ref().map(|value| value.to_sql(catalog));
            say(&[&catalog.designation(*object), attribute, &after.unwrap_or_default()]);
        }
        Effect::Renamed { object, before, .. } => {
            say(&[before, "is", &catalog.designation(*object)])
        }
        Effect::Moved { object, .. } => say(&["moved", &catalog.designation(*object)]),
        Effect::Dropped { object, .. } => say(&["no", &object.designation(catalog)]),
        Effect::ReliedOn { .. } => {}
    }
}
