//! The table of what can be named: for each node that names objects, their type and where they stand.
//!
//! Never in it: code that looks at a statement beyond the kind of its node.

use super::syntax::SyntaxKind::{self, *};
use super::{DdlObjectType, StatementClass};

/// A node that names objects: a statement, or the part of one that says what it is about.
pub(super) struct Kind {
    /// The node.
    pub(super) node: SyntaxKind,
    /// What it names.
    pub(super) object_type: DdlObjectType,
    /// Its children that hold the names, one each.
    pub(super) target: SyntaxKind,
}

const fn kind(node: SyntaxKind, object_type: DdlObjectType, target: SyntaxKind) -> Kind {
    Kind { node, object_type, target }
}

use DdlObjectType as T;

#[rustfmt::skip]
const KINDS: &[Kind] = &[
    // Statements.
    kind(ALTER_AGGREGATE, T::Aggregate, AGGREGATE),
    kind(ALTER_COLLATION, T::Collation, COLLATION_REF),
    kind(ALTER_CONVERSION, T::Conversion, CONVERSION_REF),
    kind(ALTER_DATABASE, T::Database, DATABASE_REF),
    kind(ALTER_DEFAULT_PRIVILEGES, T::DefaultPrivileges, ALTER_DEFAULT_PRIVILEGES),
    kind(ALTER_DOMAIN, T::Domain, DOMAIN_REF),
    kind(ALTER_EVENT_TRIGGER, T::EventTrigger, EVENT_TRIGGER_REF),
    kind(ALTER_EXTENSION, T::Extension, EXTENSION_REF),
    kind(ALTER_FOREIGN_DATA_WRAPPER, T::ForeignDataWrapper, FOREIGN_DATA_WRAPPER_REF),
    kind(ALTER_FOREIGN_TABLE, T::ForeignTable, TABLE_RELATION_NAME),
    kind(ALTER_FUNCTION, T::Function, FUNCTION_SIG),
    kind(ALTER_GROUP, T::Role, ROLE_REF),
    kind(ALTER_INDEX, T::Index, INDEX_REF),
    kind(ALTER_LANGUAGE, T::Language, LANGUAGE_REF),
    kind(ALTER_LARGE_OBJECT, T::LargeObject, LITERAL),
    kind(ALTER_MATERIALIZED_VIEW, T::MaterializedView, VIEW_REF),
    kind(ALTER_OPERATOR, T::Operator, OP_SIG),
    kind(ALTER_OPERATOR_CLASS, T::OperatorClass, OP_CLASS_REF),
    kind(ALTER_OPERATOR_FAMILY, T::OperatorFamily, OP_FAMILY_REF),
    kind(ALTER_POLICY, T::Policy, POLICY_REF),
    kind(ALTER_PROCEDURE, T::Procedure, PROCEDURE_SIG),
    kind(ALTER_PROPERTY_GRAPH, T::PropertyGraph, PROPERTY_GRAPH_REF),
    kind(ALTER_PUBLICATION, T::Publication, PUBLICATION_REF),
    kind(ALTER_ROLE, T::Role, ROLE_REF),
    kind(ALTER_ROUTINE, T::Function, ROUTINE_SIG),
    kind(ALTER_RULE, T::Rule, RULE_REF),
    kind(ALTER_SCHEMA, T::Schema, SCHEMA_REF),
    kind(ALTER_SEQUENCE, T::Sequence, SEQUENCE_REF),
    kind(ALTER_SERVER, T::ForeignServer, SERVER_REF),
    kind(ALTER_STATISTICS, T::Statistics, STATISTICS_REF),
    kind(ALTER_SUBSCRIPTION, T::Subscription, SUBSCRIPTION_REF),
    kind(ALTER_SYSTEM, T::Parameter, CONFIG_PARAMETER_REF),
    kind(ALTER_TABLE, T::Table, TABLE_RELATION_NAME),
    kind(ALTER_TABLESPACE, T::Tablespace, TABLESPACE_REF),
    kind(ALTER_TEXT_SEARCH_CONFIGURATION, T::TextSearchConfiguration, TEXT_SEARCH_CONFIGURATION_REF),
    kind(ALTER_TEXT_SEARCH_DICTIONARY, T::TextSearchDictionary, TEXT_SEARCH_DICTIONARY_REF),
    kind(ALTER_TEXT_SEARCH_PARSER, T::TextSearchParser, TEXT_SEARCH_PARSER_REF),
    kind(ALTER_TEXT_SEARCH_TEMPLATE, T::TextSearchTemplate, TEXT_SEARCH_TEMPLATE_REF),
    kind(ALTER_TRIGGER, T::Trigger, TRIGGER_REF),
    kind(ALTER_TYPE, T::Type, TYPE_NAME_REF),
    kind(ALTER_USER, T::Role, ROLE_REF),
    kind(ALTER_USER_MAPPING, T::UserMapping, ROLE_REF),
    kind(ALTER_VIEW, T::View, VIEW_REF),
    kind(CLUSTER, T::Table, TABLE_NAME_REF),
    kind(CREATE_ACCESS_METHOD, T::AccessMethod, ACCESS_METHOD),
    kind(CREATE_AGGREGATE, T::Aggregate, AGGREGATE_NAME),
    kind(CREATE_CAST, T::Cast, CAST_SIG),
    kind(CREATE_COLLATION, T::Collation, COLLATION),
    kind(CREATE_CONVERSION, T::Conversion, CONVERSION),
    kind(CREATE_DATABASE, T::Database, DATABASE),
    kind(CREATE_DOMAIN, T::Domain, DOMAIN),
    kind(CREATE_EVENT_TRIGGER, T::EventTrigger, EVENT_TRIGGER),
    kind(CREATE_EXTENSION, T::Extension, EXTENSION),
    kind(CREATE_FOREIGN_DATA_WRAPPER, T::ForeignDataWrapper, FOREIGN_DATA_WRAPPER),
    kind(CREATE_FOREIGN_TABLE, T::ForeignTable, TABLE_NAME),
    kind(CREATE_FUNCTION, T::Function, FUNCTION_NAME),
    kind(CREATE_GROUP, T::Role, ROLE),
    kind(CREATE_INDEX, T::Index, INDEX),
    kind(CREATE_LANGUAGE, T::Language, LANGUAGE),
    kind(CREATE_MATERIALIZED_VIEW, T::MaterializedView, VIEW),
    kind(CREATE_OPERATOR, T::Operator, OP),
    kind(CREATE_OPERATOR_CLASS, T::OperatorClass, OP_CLASS_NAME),
    kind(CREATE_OPERATOR_FAMILY, T::OperatorFamily, OP_FAMILY_NAME),
    kind(CREATE_POLICY, T::Policy, POLICY),
    kind(CREATE_PROCEDURE, T::Procedure, PROCEDURE_NAME),
    kind(CREATE_PROPERTY_GRAPH, T::PropertyGraph, PROPERTY_GRAPH),
    kind(CREATE_PUBLICATION, T::Publication, PUBLICATION),
    kind(CREATE_ROLE, T::Role, ROLE),
    kind(CREATE_RULE, T::Rule, RULE),
    kind(CREATE_SCHEMA, T::Schema, SCHEMA),
    kind(CREATE_SEQUENCE, T::Sequence, SEQUENCE),
    kind(CREATE_SERVER, T::ForeignServer, SERVER),
    kind(CREATE_STATISTICS, T::Statistics, STATISTICS),
    kind(CREATE_SUBSCRIPTION, T::Subscription, SUBSCRIPTION),
    kind(CREATE_TABLE, T::Table, TABLE_NAME),
    kind(CREATE_TABLE_AS, T::Table, TABLE_NAME),
    kind(CREATE_TABLESPACE, T::Tablespace, TABLESPACE),
    kind(CREATE_TEXT_SEARCH_CONFIGURATION, T::TextSearchConfiguration, TEXT_SEARCH_CONFIGURATION),
    kind(CREATE_TEXT_SEARCH_DICTIONARY, T::TextSearchDictionary, TEXT_SEARCH_DICTIONARY),
    kind(CREATE_TEXT_SEARCH_PARSER, T::TextSearchParser, TEXT_SEARCH_PARSER),
    kind(CREATE_TEXT_SEARCH_TEMPLATE, T::TextSearchTemplate, TEXT_SEARCH_TEMPLATE),
    kind(CREATE_TRANSFORM, T::Transform, LANGUAGE_REF),
    kind(CREATE_TRIGGER, T::Trigger, TRIGGER),
    kind(CREATE_TYPE, T::Type, TYPE_NAME),
    kind(CREATE_USER, T::Role, ROLE),
    kind(CREATE_USER_MAPPING, T::UserMapping, USER_MAPPING_ROLE),
    kind(CREATE_VIEW, T::View, VIEW),
    kind(DROP_ACCESS_METHOD, T::AccessMethod, ACCESS_METHOD_REF),
    kind(DROP_AGGREGATE, T::Aggregate, AGGREGATE),
    kind(DROP_CAST, T::Cast, CAST_SIG),
    kind(DROP_COLLATION, T::Collation, COLLATION_REF),
    kind(DROP_CONVERSION, T::Conversion, CONVERSION_REF),
    kind(DROP_DATABASE, T::Database, DATABASE_REF),
    kind(DROP_DOMAIN, T::Domain, DOMAIN_REF),
    kind(DROP_EVENT_TRIGGER, T::EventTrigger, EVENT_TRIGGER_REF),
    kind(DROP_EXTENSION, T::Extension, EXTENSION_REF),
    kind(DROP_FOREIGN_DATA_WRAPPER, T::ForeignDataWrapper, FOREIGN_DATA_WRAPPER_REF),
    kind(DROP_FOREIGN_TABLE, T::ForeignTable, TABLE_NAME_REF),
    kind(DROP_FUNCTION, T::Function, FUNCTION_SIG),
    kind(DROP_GROUP, T::Role, ROLE_REF),
    kind(DROP_INDEX, T::Index, INDEX_REF),
    kind(DROP_LANGUAGE, T::Language, LANGUAGE_REF),
    kind(DROP_MATERIALIZED_VIEW, T::MaterializedView, VIEW_REF),
    kind(DROP_OPERATOR, T::Operator, OP_SIG),
    kind(DROP_OPERATOR_CLASS, T::OperatorClass, OP_CLASS_REF),
    kind(DROP_OPERATOR_FAMILY, T::OperatorFamily, OP_FAMILY_REF),
    kind(DROP_OWNED, T::Role, ROLE_REF),
    kind(DROP_POLICY, T::Policy, POLICY_REF),
    kind(DROP_PROCEDURE, T::Procedure, PROCEDURE_SIG),
    kind(DROP_PROPERTY_GRAPH, T::PropertyGraph, PROPERTY_GRAPH_REF),
    kind(DROP_PUBLICATION, T::Publication, PUBLICATION_REF),
    kind(DROP_ROLE, T::Role, ROLE_REF),
    kind(DROP_ROUTINE, T::Function, ROUTINE_SIG),
    kind(DROP_RULE, T::Rule, RULE_REF),
    kind(DROP_SCHEMA, T::Schema, SCHEMA_REF),
    kind(DROP_SEQUENCE, T::Sequence, SEQUENCE_REF),
    kind(DROP_SERVER, T::ForeignServer, SERVER_REF),
    kind(DROP_STATISTICS, T::Statistics, STATISTICS_REF),
    kind(DROP_SUBSCRIPTION, T::Subscription, SUBSCRIPTION_REF),
    kind(DROP_TABLE, T::Table, TABLE_NAME_REF),
    kind(DROP_TABLESPACE, T::Tablespace, TABLESPACE_REF),
    kind(DROP_TEXT_SEARCH_CONFIG, T::TextSearchConfiguration, TEXT_SEARCH_CONFIGURATION_REF),
    kind(DROP_TEXT_SEARCH_DICT, T::TextSearchDictionary, TEXT_SEARCH_DICTIONARY_REF),
    kind(DROP_TEXT_SEARCH_PARSER, T::TextSearchParser, TEXT_SEARCH_PARSER_REF),
    kind(DROP_TEXT_SEARCH_TEMPLATE, T::TextSearchTemplate, TEXT_SEARCH_TEMPLATE_REF),
    kind(DROP_TRANSFORM, T::Transform, LANGUAGE_REF),
    kind(DROP_TRIGGER, T::Trigger, TRIGGER_REF),
    kind(DROP_TYPE, T::Type, TYPE_NAME_REF),
    kind(DROP_USER, T::Role, ROLE_REF),
    kind(DROP_USER_MAPPING, T::UserMapping, USER_MAPPING_ROLE),
    kind(DROP_VIEW, T::View, VIEW_REF),
    kind(REASSIGN, T::Role, ROLE_REF),
    kind(REFRESH, T::MaterializedView, VIEW_REF),
    kind(REPACK, T::Table, TABLE_RELATION_NAME),
    kind(TRUNCATE, T::Table, TABLE_RELATION_NAME),
    // The parts of COMMENT and SECURITY LABEL.
    kind(OBJECT_ACCESS_METHOD, T::AccessMethod, ACCESS_METHOD_REF),
    kind(OBJECT_AGGREGATE, T::Aggregate, AGGREGATE),
    kind(OBJECT_CAST, T::Cast, CAST_SIG),
    kind(OBJECT_COLLATION, T::Collation, COLLATION_REF),
    kind(OBJECT_COLUMN, T::Column, QUALIFIED_COLUMN_NAME_REF),
    kind(OBJECT_CONSTRAINT, T::Constraint, CONSTRAINT_NAME_REF),
    kind(OBJECT_CONVERSION, T::Conversion, CONVERSION_REF),
    kind(OBJECT_DATABASE, T::Database, DATABASE_REF),
    kind(OBJECT_DOMAIN, T::Domain, DOMAIN_REF),
    kind(OBJECT_EVENT_TRIGGER, T::EventTrigger, EVENT_TRIGGER_REF),
    kind(OBJECT_EXTENSION, T::Extension, EXTENSION_REF),
    kind(OBJECT_FOREIGN_DATA_WRAPPER, T::ForeignDataWrapper, FOREIGN_DATA_WRAPPER_REF),
    kind(OBJECT_FOREIGN_TABLE, T::ForeignTable, TABLE_NAME_REF),
    kind(OBJECT_FUNCTION, T::Function, FUNCTION_SIG),
    kind(OBJECT_INDEX, T::Index, INDEX_REF),
    kind(OBJECT_LANGUAGE, T::Language, LANGUAGE_REF),
    kind(OBJECT_LARGE_OBJECT, T::LargeObject, LITERAL),
    kind(OBJECT_MATERIALIZED_VIEW, T::MaterializedView, VIEW_REF),
    kind(OBJECT_OPERATOR, T::Operator, OP),
    kind(OBJECT_OPERATOR_CLASS, T::OperatorClass, OP_CLASS_REF),
    kind(OBJECT_OPERATOR_FAMILY, T::OperatorFamily, OP_FAMILY_REF),
    kind(OBJECT_POLICY, T::Policy, POLICY_REF),
    kind(OBJECT_PROCEDURE, T::Procedure, PROCEDURE_SIG),
    kind(OBJECT_PROPERTY_GRAPH, T::PropertyGraph, PROPERTY_GRAPH_REF),
    kind(OBJECT_PUBLICATION, T::Publication, PUBLICATION_REF),
    kind(OBJECT_ROLE, T::Role, ROLE_REF),
    kind(OBJECT_ROUTINE, T::Function, ROUTINE_SIG),
    kind(OBJECT_RULE, T::Rule, RULE_REF),
    kind(OBJECT_SCHEMA, T::Schema, SCHEMA_REF),
    kind(OBJECT_SEQUENCE, T::Sequence, SEQUENCE_REF),
    kind(OBJECT_SERVER, T::ForeignServer, SERVER_REF),
    kind(OBJECT_STATISTICS, T::Statistics, STATISTICS_REF),
    kind(OBJECT_SUBSCRIPTION, T::Subscription, SUBSCRIPTION_REF),
    kind(OBJECT_TABLE, T::Table, TABLE_NAME_REF),
    kind(OBJECT_TABLESPACE, T::Tablespace, TABLESPACE_REF),
    kind(OBJECT_TEXT_SEARCH_CONFIG, T::TextSearchConfiguration, TEXT_SEARCH_CONFIGURATION_REF),
    kind(OBJECT_TEXT_SEARCH_DICT, T::TextSearchDictionary, TEXT_SEARCH_DICTIONARY_REF),
    kind(OBJECT_TEXT_SEARCH_PARSER, T::TextSearchParser, TEXT_SEARCH_PARSER_REF),
    kind(OBJECT_TEXT_SEARCH_TEMPLATE, T::TextSearchTemplate, TEXT_SEARCH_TEMPLATE_REF),
    kind(OBJECT_TRANSFORM, T::Transform, LANGUAGE_REF),
    kind(OBJECT_TRIGGER, T::Trigger, TRIGGER_REF),
    kind(OBJECT_TYPE, T::Type, TYPE_NAME_REF),
    kind(OBJECT_VIEW, T::View, VIEW_REF),
    // The parts of GRANT and REVOKE.
    kind(PRIVILEGE_ALL_FUNCTIONS_IN_SCHEMA, T::Schema, SCHEMA_REF),
    kind(PRIVILEGE_ALL_PROCEDURES_IN_SCHEMA, T::Schema, SCHEMA_REF),
    kind(PRIVILEGE_ALL_ROUTINES_IN_SCHEMA, T::Schema, SCHEMA_REF),
    kind(PRIVILEGE_ALL_SEQUENCES_IN_SCHEMA, T::Schema, SCHEMA_REF),
    kind(PRIVILEGE_ALL_TABLES_IN_SCHEMA, T::Schema, SCHEMA_REF),
    kind(PRIVILEGE_DATABASE, T::Database, DATABASE_REF),
    kind(PRIVILEGE_DEFAULT, T::Table, RELATION_NAME_REF),
    kind(PRIVILEGE_DOMAIN, T::Domain, DOMAIN_REF),
    kind(PRIVILEGE_FOREIGN_DATA_WRAPPER, T::ForeignDataWrapper, FOREIGN_DATA_WRAPPER_REF),
    kind(PRIVILEGE_FOREIGN_SERVER, T::ForeignServer, SERVER_REF),
    kind(PRIVILEGE_FUNCTION, T::Function, FUNCTION_SIG),
    kind(PRIVILEGE_LANGUAGE, T::Language, LANGUAGE_REF),
    kind(PRIVILEGE_LARGE_OBJECT, T::LargeObject, LITERAL),
    kind(PRIVILEGE_PARAMETER, T::Parameter, CONFIG_PARAMETER_REF),
    kind(PRIVILEGE_PROCEDURE, T::Procedure, PROCEDURE_SIG),
    kind(PRIVILEGE_PROPERTY_GRAPH, T::PropertyGraph, PROPERTY_GRAPH_REF),
    kind(PRIVILEGE_ROUTINE, T::Function, ROUTINE_SIG),
    kind(PRIVILEGE_SCHEMA, T::Schema, SCHEMA_REF),
    kind(PRIVILEGE_SEQUENCE, T::Sequence, SEQUENCE_REF),
    kind(PRIVILEGE_TABLE, T::Table, RELATION_NAME_REF),
    kind(PRIVILEGE_TABLESPACE, T::Tablespace, TABLESPACE_REF),
    kind(PRIVILEGE_TYPE, T::Type, TYPE_NAME_REF),
    kind(REVOKE_COMMAND_LIST, T::Role, ROLE_REF),
    // Other parts.
    kind(ALL_IN_TABLESPACE, T::Tablespace, TABLESPACE_REF),
    kind(AUTHORIZATION_SCHEMA, T::Schema, ROLE),
    kind(INTO_CLAUSE, T::Table, TABLE_NAME),
    kind(INTO_SCHEMA, T::Schema, SCHEMA_REF),
    kind(REINDEX_TARGET_DATABASE, T::Database, DATABASE_REF),
    kind(REINDEX_TARGET_INDEX, T::Index, INDEX_REF),
    kind(REINDEX_TARGET_SCHEMA, T::Schema, SCHEMA_REF),
    kind(REINDEX_TARGET_SYSTEM, T::Database, DATABASE_REF),
    kind(REINDEX_TARGET_TABLE, T::Table, TABLE_NAME_REF),
];

/// Nodes of [`KINDS`] that may name nothing: `CLUSTER`, `ALTER ROLE ALL`, `REINDEX DATABASE`, ….
const MAY_NAME_NOTHING: &[SyntaxKind] = &[
    ALTER_ROLE,
    ALTER_SYSTEM,
    ALTER_USER,
    CLUSTER,
    REINDEX_TARGET_DATABASE,
    REINDEX_TARGET_SYSTEM,
    REPACK,
];

/// Nodes between a node of [`KINDS`] and its targets.
const WRAPPERS: &[SyntaxKind] = &[
    CLUSTER_LEGACY,
    FUNCTION_SIG_LIST,
    NAMED_SCHEMA,
    ON_PATH,
    OP_SIG_LIST,
    PROCEDURE_SIG_LIST,
    RESET_CONFIG_PARAM,
    REVOKE_COMMAND,
    ROLE_REF_LIST,
    ROUTINE_SIG_LIST,
    SET_CONFIG_PARAM,
    TABLE_AND_COLUMNS,
    TABLE_AND_COLUMNS_LIST,
    TABLE_LIST,
];

/// Statements that change the schema, whose objects a part of them names.
const DDL_BY_PARTS: &[SyntaxKind] =
    &[COMMENT_ON, GRANT, IMPORT_FOREIGN_SCHEMA, REINDEX, REVOKE, SECURITY_LABEL, SELECT_INTO];

#[rustfmt::skip]
const DML: &[SyntaxKind] = &[
    ANALYZE, CLOSE, COMPOUND_SELECT, COPY, DECLARE, DELETE, EXPLAIN, FETCH, INSERT, MERGE, MOVE,
    PAREN_SELECT, SELECT, TABLE, UPDATE, VACUUM, VALUES,
];

#[rustfmt::skip]
const TRANSACTION: &[SyntaxKind] = &[
    BEGIN, COMMIT_PREPARED, COMMIT_TRANSACTION, LOCK, PREPARE_TRANSACTION, RELEASE_SAVEPOINT,
    ROLLBACK_PREPARED, ROLLBACK_TO_SAVEPOINT, ROLLBACK_TRANSACTION, SAVEPOINT_CREATE,
    SET_CONSTRAINTS, SET_TRANSACTION,
];

#[rustfmt::skip]
const SESSION: &[SyntaxKind] = &[
    CHECKPOINT, DEALLOCATE, DISCARD, LISTEN, LOAD, NOTIFY, PREPARE, RESET, RESET_ROLE,
    RESET_SESSION_AUTH, SET, SET_ROLE, SET_SESSION_AUTH, SHOW, UNLISTEN,
];

const OPAQUE: &[SyntaxKind] = &[CALL, DO, EXECUTE];

/// Returns the row of the table for a node, if the node names objects.
pub(super) fn of(node: SyntaxKind) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.node == node)
}

/// Tells whether a node that could name objects need not.
pub(super) fn may_name_nothing(node: SyntaxKind) -> bool {
    MAY_NAME_NOTHING.contains(&node)
}

/// Tells whether a node only stands around targets.
pub(super) fn is_wrapper(node: SyntaxKind) -> bool {
    WRAPPERS.contains(&node)
}

/// Returns the class of a statement.
pub(super) fn class(statement: SyntaxKind) -> StatementClass {
    match statement {
        kind if of(kind).is_some() || DDL_BY_PARTS.contains(&kind) => StatementClass::Ddl,
        kind if DML.contains(&kind) => StatementClass::Dml,
        kind if TRANSACTION.contains(&kind) => StatementClass::Transaction,
        kind if SESSION.contains(&kind) => StatementClass::Session,
        kind if OPAQUE.contains(&kind) => StatementClass::Opaque,
        _ => StatementClass::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::statement_kinds;
    use super::*;

    #[test]
    fn every_statement_of_the_grammar_has_a_class() {
        let unknown: Vec<_> = statement_kinds()
            .filter(|&kind| kind != EMPTY_STMT && class(kind) == StatementClass::Unknown)
            .collect();
        assert_eq!(unknown, []);
        assert!(statement_kinds().count() > 180);
    }

    #[test]
    fn no_node_stands_in_the_table_twice() {
        for kind in KINDS {
            assert_eq!(KINDS.iter().filter(|other| other.node == kind.node).count(), 1);
        }
    }
}
