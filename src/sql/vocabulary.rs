//! The words for what a statement does, and to what.

use std::fmt;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Declares an enum of plain words, printed and read as their names. What serde derives for so many
/// words, once for each format, would be ten times the code.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every word there is. New ones are added at the end: the store keeps their places.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            const WORDS: &[&str] = &[$(stringify!($variant),)*];

            /// Returns the word.
            pub fn as_str(self) -> &'static str {
                Self::WORDS.get(self as usize).copied().unwrap_or_default()
            }
        }

        /// The word for people and JavaScript, its place for the store.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_unit_variant(stringify!($name), *self as u32, self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = String::deserialize(deserializer)?;
                    text.parse().map_err(|()| D::Error::unknown_variant(&text, Self::WORDS))
                } else {
                    let place = u32::deserialize(deserializer)?;
                    let word = Self::ALL.get(place as usize).copied();
                    word.ok_or_else(|| D::Error::custom(format_args!("there is no word {place}")))
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or(())
            }
        }
    };
}

vocabulary! {
    /// What a statement does.
    DdlOperation {
        /// `CREATE`, also `CREATE OR REPLACE`, `CREATE TABLE AS`, `SELECT INTO`.
        Create,
        /// `ALTER`, other than renaming.
        Alter,
        /// `DROP`, also `DROP OWNED`.
        Drop,
        /// `TRUNCATE`.
        Truncate,
        /// `ALTER … RENAME`, of an object or a part of it.
        Rename,
        /// `COMMENT ON`.
        Comment,
        /// `GRANT`, also of a role.
        Grant,
        /// `REVOKE`, also of a role.
        Revoke,
        /// `SECURITY LABEL`.
        SecurityLabel,
        /// `REFRESH MATERIALIZED VIEW`.
        Refresh,
        /// `REINDEX`.
        Reindex,
        /// `CLUSTER`.
        Cluster,
        /// `IMPORT FOREIGN SCHEMA`.
        Import,
        /// `REASSIGN OWNED`.
        Reassign,
        /// Anything else, and what is not understood.
        Other,
    }
}

vocabulary! {
    /// What kind of object a statement is about.
    DdlObjectType {
        /// A table.
        Table,
        /// An index.
        Index,
        /// A view.
        View,
        /// A materialized view.
        MaterializedView,
        /// A sequence.
        Sequence,
        /// A function.
        Function,
        /// A procedure.
        Procedure,
        /// A trigger of a table.
        Trigger,
        /// A constraint of a table or domain.
        Constraint,
        /// A schema.
        Schema,
        /// An extension.
        Extension,
        /// A type: enum, composite, range, base; also an attribute or value of one.
        Type,
        /// A column of a table or view.
        Column,
        /// A domain.
        Domain,
        /// A row security policy of a table.
        Policy,
        /// A rewrite rule of a table or view.
        Rule,
        /// An aggregate.
        Aggregate,
        /// A role, user or group.
        Role,
        /// An event trigger.
        EventTrigger,
        /// Extended statistics.
        Statistics,
        /// A foreign table.
        ForeignTable,
        /// A foreign-data wrapper.
        ForeignDataWrapper,
        /// A foreign server.
        ForeignServer,
        /// A user mapping of a foreign server.
        UserMapping,
        /// A collation.
        Collation,
        /// A conversion between encodings.
        Conversion,
        /// A cast.
        Cast,
        /// An operator.
        Operator,
        /// An operator class.
        OperatorClass,
        /// An operator family.
        OperatorFamily,
        /// An access method.
        AccessMethod,
        /// A procedural language.
        Language,
        /// A transform.
        Transform,
        /// A publication.
        Publication,
        /// A subscription.
        Subscription,
        /// A text search configuration.
        TextSearchConfiguration,
        /// A text search dictionary.
        TextSearchDictionary,
        /// A text search parser.
        TextSearchParser,
        /// A text search template.
        TextSearchTemplate,
        /// A database.
        Database,
        /// A tablespace.
        Tablespace,
        /// A large object.
        LargeObject,
        /// The privileges that new objects get.
        DefaultPrivileges,
        /// A configuration parameter.
        Parameter,
        /// A property graph.
        PropertyGraph,
        /// The object type can't be told.
        Unknown,
    }
}
