//! What a kind of object can say about itself, and what holds where it says nothing.
//!
//! Never in it: anything of one kind.

use super::default_privileges;
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::edit::Edit;
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::{self, Printed, Steps};
use crate::catalog::privileges::Grantable;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, RowDeed};
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode};
use crate::sql::{DdlObjectType, Span};

/// Reads a statement of one kind and makes its changes.
pub(crate) type Apply = fn(&mut Edit<'_>, &SyntaxNode) -> Accepted<()>;

/// Reads one action of an `ALTER` on an object; tells whether it understood it.
pub(crate) type Alter = fn(&mut Edit<'_>, ObjectId, &SyntaxNode) -> Accepted<bool>;

/// Finds the object that a statement names.
pub(crate) type Find =
    fn(Lookup<'_>, &'static Kind, &SyntaxNode, &SyntaxNode, Purpose) -> Accepted<ObjectId>;

/// What an object is looked for, which decides the words when it is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Drop,
    Alter,
    Comment,
    Grant,
}

/// What is special about a kind of object.
pub(crate) struct Kind {
    /// As PostgreSQL's messages call it: "table". It is the kind's identity in stored catalogs.
    pub(crate) name: &'static str,
    /// As the history's entries call it.
    pub(crate) object_type: DdlObjectType,
    /// The namespaces in which it takes its name.
    pub(crate) namespaces: &'static [Namespace],
    /// The namespaces in which a new one's name must be free, though it does not take it there.
    pub(crate) avoids: &'static [Namespace],
    /// The keys of its names, where they are not its name alone in its namespaces.
    pub(crate) own_keys: Option<fn(&Object, ObjectId) -> Vec<NameKey>>,
    /// Returns more keys under which it is found, which no other takes: they are no names.
    pub(crate) places: fn(&Object) -> Vec<NameKey>,
    /// Returns the refusal where a name is taken, in the namespaces that are the kind's own; given the parent's name.
    pub(crate) taken: fn(Span, &Kind, &str, &str) -> Refusal,
    /// Whether it is no part of another object, save of a schema.
    pub(crate) is_whole: bool,
    /// Whether an attribute only tells what follows from other objects: the type of a view's column.
    pub(crate) is_derived: fn(&Object, &str) -> bool,
    /// Whether no statement decides what an object says under an attribute, as long as what it mentions there
    /// stays: which of several keys that would do a foreign key refers to.
    pub(crate) is_undecided: fn(&str) -> bool,
    /// Whether what an object says under an attribute is a list in whatever order.
    pub(crate) is_unordered: fn(&str) -> bool,
    /// Whether its objects have an order among those of one parent.
    pub(crate) is_ordered: bool,
    /// Whether that order means something: two branches that each choose a place may not agree.
    pub(crate) is_order_meant: bool,
    /// Whether its objects make that what it is of which they are parts: a table's columns, constraints.
    pub(crate) is_defining: bool,
    /// All that keeps an object from standing in a schema that two branches made together: which of it either
    /// branch had by itself, is not known here.
    pub(crate) discord: fn(&Catalog, &Object) -> Vec<Discord>,
    /// What someone should look at who merges two branches that both have to do with an object.
    pub(crate) review: fn(&Catalog, &Object) -> Vec<Discord>,
    /// What keeps a statement about an object's rows from running, or may.
    pub(crate) against_rows: fn(&Catalog, &Object, &RowDeed) -> Vec<Discord>,
    /// What its objects are called together in a catalog's structure; the name's plural where empty.
    pub(crate) group: &'static str,
    /// The kinds of parts that its structure lists even where there are none.
    pub(crate) parts: &'static [&'static Kind],
    /// The statements that it reads: those that create it, and what is special enough.
    pub(crate) statements: &'static [(SyntaxKind, Apply)],
    /// The `DROP`s and `ALTER`s of its objects, and the parts of other statements that speak of one.
    pub(crate) spoken_of_in: &'static [SyntaxKind],
    /// The nodes in those that name the object.
    pub(crate) names: &'static [SyntaxKind],
    /// Finds the object that a statement names; given the statement and the node that names it.
    pub(crate) find: Find,
    /// Returns the refusal where there is no object of a name; given the whole for a part.
    pub(crate) missing: fn(Lookup<'_>, &Kind, &Name, Option<ObjectId>) -> Refusal,
    /// Refuses to drop what can't be dropped, and puts in order what must be before it is.
    pub(crate) before_drop: fn(&mut Edit<'_>, ObjectId, Span) -> Accepted<()>,
    /// Reads an action of an `ALTER`, before the generic actions (rename, owner, schema) are tried.
    pub(crate) alter: Alter,
    /// How an object of this kind needs what it mentions under an attribute.
    pub(crate) tie: fn(&Catalog, &Object, &str, ObjectId) -> Tie,
    /// Returns what needs an object though it does not mention it: a foreign key needs the key of each
    /// partition of the table that it refers to.
    pub(crate) also_used_by: fn(&Catalog, &Object) -> Vec<ObjectId>,
    /// Whether the object is printed with the whole that it is a part of: a table's column.
    pub(crate) is_inline: fn(&Catalog, &Object) -> bool,
    /// Prints the statements that make the object.
    pub(crate) print: fn(&Catalog, &Object) -> Printed,
    /// The setting that the printed statements need, if they do: it comes before all of them.
    pub(crate) setting: fn(&Catalog, &Object) -> Option<&'static str>,
    /// Whether what an attribute mentions need not be there when the object is made, since the attribute
    /// is printed late.
    pub(crate) is_late: fn(&Catalog, &Object, &str) -> bool,
    /// Makes on another relation what this part is on its own, when that relation becomes a child or a
    /// partition of this one's, or is made like it; returns what was made or found, if anything was.
    pub(crate) copy_to:
        fn(&mut Edit<'_>, ObjectId, ObjectId, Copying) -> Accepted<Option<ObjectId>>,
    /// Whether what a table has from a parent's part goes when it leaves the parent.
    pub(crate) is_clone: bool,
    /// The attribute that keeps a comment on the object under the name of a kind: an index of a key has
    /// one of its own.
    pub(crate) comment: fn(&Kind) -> &'static str,
    /// Prints what else is said of the object when it is there.
    pub(crate) afterwards: fn(&Catalog, &Object) -> Vec<String>,
    /// The privileges that there are on its objects, if there are any.
    pub(crate) grantable: Option<&'static Grantable>,
    /// Whether its objects have an owner of their own.
    pub(crate) has_owner: bool,
    /// Returns how messages describe the object: `column a of table t`.
    pub(crate) description: fn(Lookup<'_>, &Object) -> String,
    /// Returns how `COMMENT ON`, and the `ALTER`s that are alike for all kinds, name the object.
    pub(crate) designation: fn(&Catalog, &Object) -> String,
    /// Returns the statements that make of an object what it is to be; nothing if it must be replaced.
    pub(crate) altered: fn(&Change<'_>) -> Option<Vec<Action>>,
    /// Returns the statements that give it another name.
    pub(crate) renamed: fn(&Catalog, &Object, &str) -> String,
    /// Returns how one that is printed with its whole is made when the whole is there already; nothing if
    /// that is an alteration of the whole.
    pub(crate) added: fn(&Catalog, &Object) -> Option<Vec<String>>,
    /// Returns how it is printed with others in several steps, if it must be.
    pub(crate) steps: fn(&Catalog, &Object) -> Option<Steps>,
    /// Returns the statements that drop it; nothing if that is an alteration of the whole.
    pub(crate) dropped: fn(&Catalog, &Object) -> Option<Vec<String>>,
    /// Whether an object, by what it says under an attribute, keeps one that it mentions there from being
    /// altered so, and has to be made anew around that.
    pub(crate) is_in_the_way: fn(&Object, &str, &Change<'_>) -> bool,
    /// Whether its objects keep values of what they mention under an attribute: what such a value is made
    /// of can hardly be altered while they do.
    pub(crate) keeps: fn(&str) -> bool,
    /// Whether its objects are nothing but what is said of them: with another name, one is the same, renamed.
    pub(crate) is_by_content: bool,
    /// Whether no statement says its objects' names: they are made of what the objects say.
    pub(crate) is_nameless: bool,
    /// Returns the object that brings this one along when it is made, as it is written then.
    pub(crate) brought_by: fn(&Catalog, &Object) -> Option<Object>,
    /// Returns the object that must be made after this one, though this one comes from it.
    pub(crate) precedes: fn(&Catalog, &Object) -> Option<ObjectId>,
    /// Returns the object of another kind that a statement makes into this one, as it is before: a key's index.
    pub(crate) made_of: fn(&Catalog, &Object) -> Option<Object>,
    /// What the making of an object says of others: objects and attributes.
    pub(crate) brings: fn(&Catalog, &Object) -> Vec<(ObjectId, &'static str)>,
    /// Returns the object so that it is written with its whole, if it can be once all that it mentions is
    /// there.
    pub(crate) with_whole: fn(&Object) -> Option<Object>,
    /// Returns how it is made, or dropped, so that a database in use stays usable; nothing if that takes no
    /// other statements.
    pub(crate) online: fn(&Catalog, &Object, Doing) -> Option<Vec<Action>>,
    /// Whether one that is made anew stays until its successor is there, in a database in use.
    pub(crate) has_successor: fn(&Object) -> bool,
    /// What is hazardous about making, dropping or renaming an object of a whole that is there.
    pub(crate) hazards: fn(&Catalog, &Object, Doing) -> Vec<Hazard>,
    /// What is hazardous about joining a new object, complete by itself, with others that are there.
    pub(crate) joining: fn(&Catalog, &Object) -> Vec<Hazard>,
}

/// What is done to an object as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    Make,
    Drop,
    Rename,
}

/// How one object needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    /// It can't be without it: dropping the other takes `CASCADE`, and then this goes too.
    Uses,
    /// It goes when the other goes, without being asked.
    Belongs,
    /// Dropping the other takes `CASCADE`, and then what is said under the attribute goes.
    Clears,
    /// When the other goes, it is no longer mentioned, and nothing else changes.
    Forgets,
}

/// Why a part of one relation is to be made on another. What is made says under "inherited" which part
/// it comes from, save on a relation that is made like the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copying {
    /// The other is a child: it gets the part, or has its like already.
    ToChild,
    /// The other is a partition, which gets indexes, keys and triggers too.
    ToPartition,
    /// The other is made `LIKE` it, for a property that the statement includes.
    Like(SyntaxKind),
}

/// Why an object can't be as it is: what PostgreSQL would have refused of one branch alone.
#[derive(Debug)]
pub(crate) struct Discord {
    /// The object that the conflict is over: a column that a key makes not null, a partitioned table.
    pub(crate) over: ObjectId,
    /// What of it.
    pub(crate) attribute: String,
    /// The other object that has to do with it.
    pub(crate) with: ObjectId,
    /// What is the matter.
    pub(crate) matter: Matter,
    /// The reason, after the name of what it is over: "can't have two primary keys".
    pub(crate) reason: String,
}

/// What is the matter with an object that two branches made together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matter {
    /// PostgreSQL would have refused it.
    Refused,
    /// Two partitions take the same rows.
    Overlap,
    /// It may refuse rows, which are not known.
    Rows,
    /// It opens or closes more rows than each branch by itself.
    Security,
    /// What the other branch did, done first, would have made a new object other than it is.
    Order,
}

/// What most kinds have in common; a kind says what is different.
pub(crate) const PLAIN: Kind = Kind {
    name: "object",
    object_type: DdlObjectType::Unknown,
    namespaces: &[],
    avoids: &[],
    own_keys: None,
    places: |_| Vec::new(),
    taken: |span, kind, name, _| {
        Refusal::duplicate_object(span, format!("{} \"{name}\" already exists", kind.name))
    },
    is_whole: true,
    is_derived: |_, _| false,
    is_undecided: |_| false,
    is_unordered: |_| false,
    is_ordered: false,
    is_order_meant: false,
    is_defining: false,
    discord: |_, _| Vec::new(),
    review: default_privileges::review,
    against_rows: |_, _, _| Vec::new(),
    group: "",
    parts: &[],
    statements: &[],
    spoken_of_in: &[],
    names: &[],
    find: find_by_name,
    missing: |_, kind, name, _| {
        let message = format!("{} \"{}\" does not exist", kind.name, name.shown());
        Refusal::undefined_object(name.span, message)
    },
    before_drop: |_, _, _| Ok(()),
    alter: |_, _, _| Ok(false),
    tie: |_, _, _, _| Tie::Uses,
    also_used_by: |_, _| Vec::new(),
    is_inline: |_, _| false,
    print: |_, _| Printed::default(),
    setting: |_, _| None,
    is_late: |_, _, _| false,
    copy_to: |_, _, _, _| Ok(None),
    is_clone: false,
    comment: |_| "comment",
    afterwards: |_, _| Vec::new(),
    grantable: None,
    has_owner: true,
    description: print::description,
    designation: print::designation,
    altered: |change| change.is_only_of(|_| false).then(Vec::new),
    renamed: |catalog, object, name| {
        let designation = object.designation(catalog);
        format!("ALTER {designation} RENAME TO {}", quote(name))
    },
    added: |_, _| None,
    steps: |_, _| None,
    dropped: |catalog, object| Some(vec![format!("DROP {}", object.designation(catalog))]),
    is_in_the_way: |_, _, _| false,
    keeps: |_| false,
    is_by_content: false,
    is_nameless: false,
    brought_by: |_, _| None,
    precedes: |_, _| None,
    made_of: |_, _| None,
    brings: |_, _| Vec::new(),
    with_whole: |_| None,
    online: |_, _, _| None,
    has_successor: |_| false,
    hazards: |_, object, doing| match doing {
        Doing::Rename if object.kind.is_whole => vec![Hazard::Renamed],
        _ => Vec::new(),
    },
    joining: |_, _| Vec::new(),
};

/// Finds an object by its name alone, in the kind's first namespace.
fn find_by_name(
    lookup: Lookup<'_>,
    kind: &'static Kind,
    _: &SyntaxNode,
    target: &SyntaxNode,
    _: Purpose,
) -> Accepted<ObjectId> {
    let name = Name::of(target);
    if let Some(schema) = &name.schema
        && !name.is_built_in()
    {
        lookup.existing_schema(schema, name.span)?;
    }
    let found = lookup.find_of_kind(kind, &name).map(|object| object.id);
    found.ok_or_else(|| (kind.missing)(lookup, kind, &name, None))
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
