//! What names mean at one place of a query: the items of its `FROM`, and what is around it.
//!
//! The rules are those of PostgreSQL's `parse_relation.c`. Never in it: how `FROM` is read.

use std::rc::Rc;

use super::Scope;
use crate::catalog::kinds::column::COLUMN;
use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::value::{Form, Value};
use crate::catalog::{Object, ObjectId};
use crate::sql::Span;
use crate::sql::identifier::quote;

/// The columns that every table has, unseen.
const SYSTEM_COLUMNS: &[&str] = &["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// A column that can be named.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Its name alone.
    pub(super) own: Value,
    /// What stands before that where it is qualified, if something can: the name of its source.
    pub(super) qualifier: Option<Value>,
    pub(super) type_: Option<Value>,
    pub(super) collation: Option<Value>,
}

/// What columns come from: an item of `FROM`.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The name that its columns can be qualified with.
    pub(super) name: String,
    /// That name, as it is printed.
    pub(super) qualifier: Value,
    /// The relation that it is.
    pub(super) relation: Option<ObjectId>,
    /// Whether it has the relation's own name, so that the schema's may stand in front.
    pub(super) is_by_own_name: bool,
    pub(super) columns: Vec<Rc<Column>>,
    /// Whether it may have columns that are not known.
    pub(super) is_open: bool,
}

/// The items of a `FROM`.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// What columns can be qualified with.
    pub(super) named: Vec<Rc<Source>>,
    /// The columns that can be named alone, in the order of `*`.
    pub(super) columns: Vec<Rc<Column>>,
}

/// A query of `WITH`.
#[derive(Clone, Debug)]
pub(super) struct CommonTable {
    pub(super) name: String,
    pub(super) columns: Vec<super::OutputColumn>,
    pub(super) is_open: bool,
}

/// What can be named at one place.
#[derive(Default)]
pub(super) struct Level<'l> {
    pub(super) outer: Option<&'l Level<'l>>,
    pub(super) sources: Sources,
    pub(super) tables: Vec<CommonTable>,
    /// The names by which natural joins around an item of `FROM` join, as far as they are known.
    pub(super) natural: Vec<String>,
    /// Whether columns stand by their names alone, for what is at this very place.
    pub(super) is_bare: bool,
}

impl Column {
    /// Returns a column that is no object: one of a sub-query, or with a name of the query's own.
    pub(super) fn unnamed(qualifier: &Value, name: &str, type_: Option<Value>) -> Column {
        let own = Value::from(quote(name).into_owned());
        let qualifier = Some(qualifier.clone());
        Column { name: name.to_owned(), own, qualifier, type_, collation: None }
    }

    /// Returns its name with that of its source in front.
    pub(super) fn value(&self) -> Value {
        match &self.qualifier {
            Some(qualifier) => qualified(qualifier, &self.own),
            None => self.own.clone(),
        }
    }

    /// Returns the column under another name, or qualified otherwise; it needs what it needed.
    fn renamed(&self, qualifier: &Value, name: &str) -> Column {
        let column = Column::unnamed(qualifier, name, self.type_.clone());
        let own = needing(column.own, self.own.objects());
        Column { own, collation: self.collation.clone(), ..column }
    }

    /// Returns the column as one of a query's result.
    pub(super) fn output(&self) -> super::OutputColumn {
        let (name, type_) = (self.name.clone(), self.type_.clone());
        super::OutputColumn { name, type_, collation: self.collation.clone() }
    }
}

/// Returns a value with the objects that it needs, though it does not name them.
fn needing(mut value: Value, objects: impl Iterator<Item = ObjectId>) -> Value {
    for object in objects {
        value.push_name(object, Form::Silent);
    }
    value
}

fn qualified(qualifier: &Value, own: &Value) -> Value {
    let mut value = qualifier.clone();
    value.push_text(".");
    value.push(own);
    value
}

impl Source {
    /// Returns a relation of the catalog, under its own name or an alias.
    pub(super) fn relation(lookup: Lookup<'_>, relation: &Object, alias: Option<&str>) -> Source {
        let qualifier = match alias {
            Some(alias) => Value::from(quote(alias).into_owned()),
            None => Value::name(relation.id, Form::Bare),
        };
        let columns: Vec<Rc<Column>> = lookup
            .catalog
            .parts_of_kind(relation.id, &COLUMN)
            .into_iter()
            .map(|column| {
                let own = Value::name(column.id, Form::Bare);
                let (qualifier, type_) = (Some(qualifier.clone()), column.get("type").cloned());
                let (name, collation) = (column.name.to_string(), column.get("collation").cloned());
                Rc::new(Column { name, own, qualifier, type_, collation })
            })
            .collect();
        // A sequence has columns that are no objects; a table without any has none.
        let lists_columns = relation.kind.parts.iter().any(|kind| std::ptr::eq(*kind, &COLUMN));
        let is_open = (columns.is_empty() && !lists_columns) || relation.has("has more columns");
        Source {
            name: alias.unwrap_or(&relation.name).to_owned(),
            qualifier,
            relation: Some(relation.id),
            is_by_own_name: alias.is_none(),
            columns,
            is_open,
        }
    }

    /// Returns what has columns that are no objects: a sub-query, a function, a query of `WITH`.
    pub(super) fn derived(name: &str, columns: Vec<super::OutputColumn>, is_open: bool) -> Source {
        let qualifier = Value::from(quote(name).into_owned());
        let columns = columns
            .into_iter()
            .map(|column| {
                let collation = column.collation;
                let column = Column::unnamed(&qualifier, &column.name, column.type_);
                Rc::new(Column { collation, ..column })
            })
            .collect();
        let (relation, is_by_own_name) = (None, false);
        Source { name: name.to_owned(), qualifier, relation, is_by_own_name, columns, is_open }
    }

    /// Gives the first columns other names.
    pub(super) fn rename_columns(&mut self, names: &[String]) {
        for (column, name) in self.columns.iter_mut().zip(names) {
            *column = Rc::new(column.renamed(&self.qualifier, name));
        }
        let known = self.columns.len();
        if self.is_open {
            let more = names.iter().skip(known);
            let more = more.map(|name| Rc::new(Column::unnamed(&self.qualifier, name, None)));
            self.columns.extend(more);
        }
    }

    /// Keeps the names that some columns have by now, whatever these are called later; returns how the
    /// relation is written then.
    pub(super) fn keep_names(&mut self, names: &[String]) -> Option<Form> {
        let mut kept = Vec::new();
        for column in &mut self.columns {
            let Some(id) = column.own.objects().next().filter(|_| names.contains(&column.name))
            else {
                continue;
            };
            kept.push((id, column.name.clone()));
            let own = Value::name(id, Form::As(quote(&column.name).into_owned()));
            let qualifier = Some(self.qualifier.clone());
            *column = Rc::new(Column { own, qualifier, ..Column::clone(column) });
        }
        let has_alias = !self.is_by_own_name;
        (!kept.is_empty()).then_some(Form::Columns { kept, has_alias })
    }

    /// Returns the row as a whole.
    pub(super) fn row(&self) -> Found {
        let row_type = self.relation.map(|relation| Value::name(relation, Form::Qualified));
        Found { value: self.qualifier.clone(), type_: row_type }
    }

    pub(super) fn column(&self, name: &str, span: Span) -> Accepted<Option<Rc<Column>>> {
        let mut found = self.columns.iter().filter(|column| column.name == name);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(ambiguous(name, span)),
            (found, _) => Ok(found.cloned()),
        }
    }
}

impl Sources {
    pub(super) fn of(source: Source) -> Sources {
        let columns = source.columns.clone();
        Sources { named: vec![Rc::new(source)], columns }
    }

    /// Adds the items that stand beside.
    ///
    /// # Errors
    ///
    /// `42712` if two have one name, unless they are two relations of two schemas.
    pub(super) fn add(&mut self, other: Sources, span: Span) -> Accepted<()> {
        for source in &other.named {
            let clashes = |known: &&Rc<Source>| {
                let are_two = known.is_by_own_name
                    && source.is_by_own_name
                    && known.relation != source.relation;
                known.name == source.name && !known.name.is_empty() && !are_two
            };
            if let Some(known) = self.named.iter().find(clashes) {
                let message = format!("table name \"{}\" specified more than once", known.name);
                return Err(Refusal::duplicate_alias(span, message));
            }
        }
        let are_alike = |known: &Rc<Source>| {
            other.named.iter().any(|source| source.name == known.name && !known.name.is_empty())
        };
        let alike: Vec<String> = self
            .named
            .iter()
            .filter(|known| are_alike(known))
            .map(|known| known.name.clone())
            .collect();
        self.named.extend(other.named);
        self.columns.extend(other.columns);
        self.tell_apart(&alike);
        Ok(())
    }

    /// Writes relations of one name with their schemas.
    fn tell_apart(&mut self, names: &[String]) {
        for named in self.named.iter_mut().filter(|source| names.contains(&source.name)) {
            let Some(relation) = named.relation else { continue };
            let mut source = Source::clone(named);
            source.qualifier = Value::name(relation, Form::Qualified);
            for column in &mut source.columns {
                let qualifier = Some(source.qualifier.clone());
                let told_apart = Rc::new(Column { qualifier, ..Column::clone(column) });
                for visible in self.columns.iter_mut().filter(|one| Rc::ptr_eq(one, column)) {
                    *visible = told_apart.clone();
                }
                *column = told_apart;
            }
            *named = Rc::new(source);
        }
    }

    /// Keeps the names of some columns of one item; returns the item's relation, and how it is written.
    pub(super) fn keep_names(self, names: &[String]) -> (Sources, Option<(ObjectId, Form)>) {
        let Some(source) = self.named.first().filter(|_| !names.is_empty()) else {
            return (self, None);
        };
        let mut source = Source::clone(source);
        let form = source.keep_names(names);
        let written = source.relation.zip(form);
        (Sources::of(source), written)
    }

    /// Returns one item with the first columns under other names.
    pub(super) fn with_columns_renamed(self, names: &[String]) -> Sources {
        match self.named.first() {
            Some(source) if !names.is_empty() => {
                let mut source = Source::clone(source);
                source.rename_columns(names);
                Sources::of(source)
            }
            _ => self,
        }
    }

    /// Returns all columns as those of one item: a join, or a sub-query, with an alias.
    pub(super) fn under(&self, alias: &str) -> Sources {
        let mut source = Source::derived(alias, Vec::new(), self.is_open());
        let columns = self.columns.iter();
        let columns =
            columns.map(|column| Rc::new(column.renamed(&source.qualifier, &column.name)));
        source.columns = columns.collect();
        Sources::of(source)
    }

    /// Gives a name to the columns that both sides of a join have: `USING (a) AS name`.
    pub(super) fn name_merged(&mut self, alias: &str, count: usize) {
        let mut source = Source::derived(alias, Vec::new(), false);
        source.columns = self
            .columns
            .iter()
            .take(count)
            .map(|column| Rc::new(column.renamed(&source.qualifier, &column.name)))
            .collect();
        self.named.push(Rc::new(source));
    }

    /// Adds to a value what a column of a name is.
    pub(super) fn need(&self, name: &str, value: &mut Value) {
        let columns = self.columns.iter().filter(|column| column.name == name);
        for object in columns.flat_map(|column| column.own.objects()) {
            value.push_name(object, Form::Silent);
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.named.iter().any(|source| source.is_open)
    }

    fn column(&self, name: &str, span: Span) -> Accepted<Option<&Rc<Column>>> {
        let mut found = self.columns.iter().filter(|column| column.name == name);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(ambiguous(name, span)),
            (found, _) => Ok(found),
        }
    }
}

fn ambiguous(name: &str, span: Span) -> Refusal {
    Refusal::ambiguous_column(span, format!("column reference \"{name}\" is ambiguous"))
}

/// What a name turned out to be.
pub(super) struct Found {
    pub(super) value: Value,
    pub(super) type_: Option<Value>,
}

impl<'l> Level<'l> {
    /// Returns what is around everything: the relation, and the relations by other names, of a scope.
    pub(super) fn base(lookup: Lookup<'_>, scope: &Scope) -> Level<'static> {
        let mut sources = Sources::default();
        if let Some(relation) = scope.relation.and_then(|id| lookup.catalog.get(id)) {
            sources = Sources::of(Source::relation(lookup, relation, None));
        }
        for (alias, relation) in &scope.aliases {
            let Some(relation) = lookup.catalog.get(*relation) else { continue };
            // `new` and `old` are no reserved words: they need no quotes.
            let source = Source::relation(lookup, relation, Some(alias));
            if scope.has_bare_columns {
                sources.columns.extend(source.columns.iter().cloned());
            }
            sources.named.push(Rc::new(source));
        }
        Level { sources, is_bare: !scope.has_bare_columns, ..Level::default() }
    }

    /// Returns the place inside: a query within.
    pub(super) fn within(outer: &'l Level<'l>, sources: Sources) -> Level<'l> {
        Level { outer: Some(outer), sources, ..Level::default() }
    }

    /// Returns the place and those around it, innermost first.
    pub(super) fn chain(&self) -> impl Iterator<Item = &Level<'l>> {
        std::iter::successors(Some(self), |level| level.outer)
    }

    /// Returns the query of `WITH` that a name means.
    pub(super) fn common_table(&self, name: &str) -> Option<&CommonTable> {
        self.chain().flat_map(|level| level.tables.iter().rev()).find(|table| table.name == name)
    }

    /// Returns the column that a name alone means; no name where it may be one that is not known.
    pub(super) fn column(&self, name: &str, span: Span) -> Accepted<Option<Found>> {
        for (depth, level) in self.chain().enumerate() {
            if let Some(column) = level.sources.column(name, span)? {
                let is_bare = level.is_bare && depth == 0;
                let value = if is_bare { column.own.clone() } else { column.value() };
                return Ok(Some(Found { value, type_: column.type_.clone() }));
            }
            if level.sources.is_open() || SYSTEM_COLUMNS.contains(&name) {
                return Ok(Some(Found {
                    value: Value::from(quote(name).into_owned()),
                    type_: None,
                }));
            }
        }
        Ok(None)
    }

    /// Returns the item of `FROM` that a name means.
    pub(super) fn source(&self, name: &str) -> Option<&Rc<Source>> {
        self.chain().find_map(|level| level.sources.named.iter().find(|source| source.name == name))
    }

    /// Returns the item of `FROM` that is a relation by its own name.
    pub(super) fn source_of(&self, relation: ObjectId) -> Option<&Rc<Source>> {
        let is_it =
            |source: &&Rc<Source>| source.is_by_own_name && source.relation == Some(relation);
        self.chain().find_map(|level| level.sources.named.iter().find(is_it))
    }

    /// Tells whether there may be names here that no statement of the schema explains.
    pub(super) fn has_foreign_names(&self) -> bool {
        self.sources.named.iter().any(|source| source.name.is_empty())
    }

    /// Returns the row as a whole that a name means.
    pub(super) fn row(&self, name: &str) -> Option<Found> {
        self.source(name).map(|source| source.row())
    }
}

/// Returns a column of an item of `FROM`, qualified as the item is.
pub(super) fn column_of(source: &Source, name: &str, span: Span) -> Accepted<Option<Found>> {
    if let Some(column) = source.column(name, span)? {
        let (value, type_) = (column.value(), column.type_.clone());
        return Ok(Some(Found { value, type_ }));
    }
    if source.is_open || SYSTEM_COLUMNS.contains(&name) {
        let own = Value::from(quote(name).into_owned());
        return Ok(Some(Found { value: qualified(&source.qualifier, &own), type_: None }));
    }
    Ok(None)
}
