//! A run of statements against a catalog, as a connection to PostgreSQL would have it: the search path,
//! the role, and transactions.
//!
//! A `statement` is handed to who reads it; what is about `rows` makes nothing. A script leaves a schema
//! (`materialize`) or is only tried (`trial`); what it needs and lacks is known (`missing`), and what can't be known
//! is remembered (`unsure`). A session can be kept (`stored`). Never in it: what a definition does.

pub(crate) mod materialize;
pub(crate) mod missing;
pub(crate) mod rows;
pub(crate) mod statement;
pub(crate) mod stored;
pub(crate) mod trial;
pub(crate) mod unsure;

use super::edit::Edit;
use super::lookup::{Lookup, Mention};
use super::refusal::{Accepted, Refusal, SqlState};
use super::state::Catalog;
use super::value::Value;
use super::{Effect, drop, kinds, resolve};
use crate::sql::syntax::{self, Fault};
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, names, span, written};
use crate::sql::{Span, identifier};
use unsure::Unsure;

/// What a session has set.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    /// The schemas that unqualified names mean, first to last.
    pub search_path: Vec<String>,
    /// The role that `SET ROLE` put in place.
    pub role: Option<Value>,
    /// Whether the bodies of functions are looked into when they are made.
    pub check_function_bodies: bool,
    /// Whether a role that no statement has made is taken to be there. Roles are the server's, and are
    /// often made elsewhere. If not, a mention of such a role is refused (`42704`), as by a server that
    /// has no other roles.
    pub assumes_roles: bool,
    /// Whether what runs is known to have run: then a statement that is refused here does not spoil its transaction.
    pub is_recorded: bool,
}

impl Settings {
    /// Returns what a session begins with whose statements a history, or a branch, has.
    pub(crate) fn of_recorded() -> Settings {
        Settings { is_recorded: true, ..Settings::default() }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            search_path: vec!["$user".to_owned(), "public".to_owned()],
            role: None,
            check_function_bodies: true,
            assumes_roles: true,
            is_recorded: false,
        }
    }
}

/// A catalog, and a connection's state.
#[derive(Clone, Debug, Default)]
pub struct Session {
    state: State,
    /// The settings to go back to when the transaction ends, where `SET LOCAL` changed some.
    transaction: Option<Transaction>,
}

/// What a transaction can take back.
#[derive(Clone, Debug, Default)]
struct State {
    catalog: Catalog,
    settings: Settings,
    unsure: Unsure,
}

#[derive(Clone, Debug)]
struct Transaction {
    before: State,
    /// The settings as `SET` left them, without what `SET LOCAL` did.
    outside: Settings,
    savepoints: Vec<(String, State)>,
    has_failed: bool,
}

/// What a statement did.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What it did to objects, in order; empty where it does not concern the schema.
    pub effects: Vec<Effect>,
    /// Where in the statement each of them is said, in bytes: an action of an `ALTER`; empty where it is
    /// the statement as a whole.
    pub places: Vec<Span>,
    /// The names in it, and what each means.
    pub mentions: Vec<Mention>,
    /// What of its effects can't be told from its text, if something can't.
    pub opaque: Option<String>,
}

impl Catalog {
    /// Returns the schema after a statement, and what the statement did. Both catalogs share all that they
    /// have in common.
    ///
    /// # Errors
    ///
    /// What PostgreSQL would refuse.
    pub fn apply(&self, statement: &str, settings: &Settings) -> Accepted<(Catalog, Outcome)> {
        let mut session = Session::new(self.clone(), settings.clone());
        let outcome = session.execute(statement)?;
        Ok((session.state.catalog, outcome))
    }
}

impl Session {
    /// Returns a session on a catalog, with the settings that it begins with.
    pub fn new(catalog: Catalog, settings: Settings) -> Session {
        Session::restored(catalog, settings, Unsure::default())
    }

    /// Returns a session that was kept.
    pub(super) fn restored(catalog: Catalog, settings: Settings, unsure: Unsure) -> Session {
        Session { state: State { catalog, settings, unsure }, transaction: None }
    }

    /// Returns what statements whose effects are not known may have changed.
    pub(crate) fn unsure(&self) -> &Unsure {
        &self.state.unsure
    }

    /// Returns the words that a statement speaks in, with those of the routines that it calls.
    pub(crate) fn words_of(&self, statement: &SyntaxNode) -> Unsure {
        let State { catalog, settings, .. } = &self.state;
        let lookup = Lookup { catalog, search_path: &settings.search_path, mentions: None };
        let mut words = Unsure::default();
        words.note(lookup, &written(statement));
        words
    }

    /// Takes a statement that was refused for one whose effects are not known, since it ran somewhere.
    pub(crate) fn doubt(&mut self, statement: &str) {
        let State { catalog, settings, unsure } = &mut self.state;
        let lookup = Lookup { catalog, search_path: &settings.search_path, mentions: None };
        unsure.note(lookup, statement);
    }

    /// Returns the catalog as it is by now.
    pub fn catalog(&self) -> &Catalog {
        &self.state.catalog
    }

    /// Returns the catalog, to put into it what no statement makes.
    pub(crate) fn catalog_mut(&mut self) -> &mut Catalog {
        &mut self.state.catalog
    }

    /// Returns the settings as they are by now.
    pub fn settings(&self) -> &Settings {
        &self.state.settings
    }

    /// Tells whether a transaction was begun that has not ended.
    pub fn is_in_transaction(&self) -> bool {
        self.transaction.is_some()
    }

    /// Runs one statement.
    ///
    /// # Errors
    ///
    /// What PostgreSQL would refuse; the catalog is as it was then. In a transaction all that follows is
    /// refused too (`25P02`), until it ends or goes back to a savepoint.
    pub fn execute(&mut self, text: &str) -> Accepted<Outcome> {
        self.execute_read(syntax::parse(text))
    }

    /// Runs one statement that was read.
    pub(crate) fn execute_read(&mut self, read: Result<SyntaxNode, Fault>) -> Accepted<Outcome> {
        let read = read.map_err(|fault| Refusal::syntax(fault.span, fault.message));
        self.execute_parsed(read.as_ref())
    }

    /// Runs one statement that is parsed already, or can't be.
    pub(crate) fn execute_parsed(
        &mut self,
        parsed: Result<&SyntaxNode, &Refusal>,
    ) -> Accepted<Outcome> {
        let result = match parsed {
            Ok(tree) => self.run(tree),
            Err(refusal) => Err(refusal.clone()),
        };
        if result.is_err()
            && let Some(transaction) = &mut self.transaction
        {
            transaction.has_failed = !self.state.settings.is_recorded;
        }
        result
    }

    fn run(&mut self, tree: &SyntaxNode) -> Accepted<Outcome> {
        use SyntaxKind::*;
        let ends = matches!(
            tree.kind(),
            COMMIT_TRANSACTION | ROLLBACK_TRANSACTION | ROLLBACK_TO_SAVEPOINT
        );
        if self.transaction.as_ref().is_some_and(|transaction| transaction.has_failed) && !ends {
            let message =
                "current transaction is aborted, commands ignored until end of transaction block";
            return Err(Refusal::failed_transaction(span(tree), message));
        }
        match tree.kind() {
            BEGIN => self.begin(),
            COMMIT_TRANSACTION | ROLLBACK_TRANSACTION => {
                let was_begun = self.transaction.is_some();
                let outcome = match tree.kind() {
                    COMMIT_TRANSACTION => self.commit(),
                    _ => self.roll_back(),
                };
                if was_begun && is_chained(tree) {
                    self.begin();
                }
                return Ok(outcome);
            }
            SAVEPOINT_CREATE | RELEASE_SAVEPOINT | ROLLBACK_TO_SAVEPOINT => self.savepoint(tree)?,
            SET => self.set(tree),
            SELECT => {
                self.set_by_call(tree);
                return self.define(tree);
            }
            SET_ROLE | SET_SESSION_AUTH => self.set_role(tree)?,
            RESET | RESET_ROLE | RESET_SESSION_AUTH => self.reset(tree),
            DISCARD => self.discard(tree),
            _ => return self.define(tree),
        }
        Ok(Outcome::default())
    }

    fn define(&mut self, tree: &SyntaxNode) -> Accepted<Outcome> {
        let applied = self.edit(|edit| {
            statement::apply(edit, tree)?;
            Ok(edit.is_unsure)
        });
        let (is_unsure, outcome) = match applied {
            Err(refusal) if self.state.unsure.concerns(&refusal) => (true, unsure_of(&refusal)),
            applied => applied?,
        };
        if is_unsure {
            self.doubt(&written(tree));
        }
        if self.transaction.is_none() {
            self.drop_what_ends();
        }
        Ok(outcome)
    }

    /// Makes changes to the catalog, or none if they are refused.
    fn edit<T>(
        &mut self,
        change: impl FnOnce(&mut Edit<'_>) -> Accepted<T>,
    ) -> Accepted<(T, Outcome)> {
        let State { catalog, settings, .. } = &mut self.state;
        let mut edit = Edit::new(catalog, settings);
        edit.in_transaction = self.transaction.is_some();
        match change(&mut edit) {
            Ok(result) => Ok((result, edit.finish())),
            Err(refusal) => {
                edit.abandon();
                Err(refusal)
            }
        }
    }

    /// Drops the temporary tables that end with the transaction.
    fn drop_what_ends(&mut self) -> Outcome {
        let ended = kinds::schema::ending_with_transaction(&self.state.catalog);
        if ended.is_empty() {
            return Outcome::default();
        }
        let cascade = drop::Behaviour::Cascade;
        let dropped = self.edit(|edit| drop::drop_all(edit, &ended, cascade, NOWHERE));
        debug_assert!(dropped.is_ok(), "what stands on a temporary table is temporary too");
        dropped.map(|(_, outcome)| outcome).unwrap_or_default()
    }

    fn begin(&mut self) {
        if self.transaction.is_none() {
            self.transaction = Some(Transaction {
                before: self.state.clone(),
                outside: self.state.settings.clone(),
                savepoints: Vec::new(),
                has_failed: false,
            });
        }
    }

    /// Ends the transaction; one that failed leaves nothing.
    fn commit(&mut self) -> Outcome {
        let Some(transaction) = self.transaction.take_if(|transaction| !transaction.has_failed)
        else {
            return self.roll_back();
        };
        self.state.settings = transaction.outside;
        self.drop_what_ends()
    }

    fn roll_back(&mut self) -> Outcome {
        if let Some(transaction) = self.transaction.take() {
            self.state = transaction.before;
        }
        Outcome::default()
    }

    fn savepoint(&mut self, tree: &SyntaxNode) -> Accepted<()> {
        let name = tree.first_child().map(|name| names::identifier(&name)).unwrap_or_default();
        let Some(transaction) = &mut self.transaction else {
            let verb = written(tree).split(' ').next().unwrap_or_default().to_ascii_uppercase();
            let verb = if verb == "ROLLBACK" { "ROLLBACK TO SAVEPOINT".to_owned() } else { verb };
            let verb = if verb == "RELEASE" { "RELEASE SAVEPOINT".to_owned() } else { verb };
            let message = format!("{verb} can only be used in transaction blocks");
            return Err(Refusal::no_transaction(span(tree), message));
        };
        if tree.kind() == SyntaxKind::SAVEPOINT_CREATE {
            transaction.savepoints.push((name, self.state.clone()));
            return Ok(());
        }
        let Some(place) = transaction.savepoints.iter().rposition(|(saved, _)| *saved == name)
        else {
            let message = format!("savepoint \"{name}\" does not exist");
            return Err(Refusal::invalid_savepoint(span(tree), message));
        };
        if tree.kind() == SyntaxKind::RELEASE_SAVEPOINT {
            transaction.savepoints.truncate(place);
            return Ok(());
        }
        transaction.savepoints.truncate(place + 1);
        if let Some((_, saved)) = transaction.savepoints.last() {
            self.state = saved.clone();
        }
        transaction.has_failed = false;
        Ok(())
    }

    fn set(&mut self, tree: &SyntaxNode) {
        if let Some(checks) = switch(tree, "check_function_bodies") {
            self.change_settings(has_local_scope(tree), |settings| {
                settings.check_function_bodies = checks;
            });
        }
        if let Some(search_path) = names::search_path(tree) {
            let is_local = has_local_scope(tree);
            self.change_settings(is_local, |settings| settings.search_path = search_path.clone());
        }
    }

    /// Reads `SELECT set_config('search_path', …, …)`, as dumps begin.
    fn set_by_call(&mut self, tree: &SyntaxNode) {
        let calls = tree.descendants().filter(|node| node.kind() == SyntaxKind::CALL_EXPR);
        for call in calls {
            let name = call.first_child().map(|name| names::path(&name)).unwrap_or_default();
            if name.last().map(String::as_str) != Some("set_config") {
                continue;
            }
            let list = child(&call, SyntaxKind::ARG_LIST);
            let arguments = list.iter().flat_map(|list| list.children());
            let arguments: Vec<SyntaxNode> =
                arguments.filter_map(|argument| argument.first_child()).collect();
            let [setting, value, is_local] = arguments.as_slice() else { continue };
            let (setting, value) = (resolve::string(setting), resolve::string(value));
            let (Some("search_path"), Some(value)) = (setting.as_deref(), value) else { continue };
            let parts = value.split(',').map(|part| identifier::read(part.trim(), '\\'));
            let path: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
            let is_local = is_local.text().eq_ignore_ascii_case("true");
            self.change_settings(is_local, |settings| settings.search_path = path.clone());
        }
    }

    fn set_role(&mut self, tree: &SyntaxNode) -> Accepted<()> {
        let role = child(tree, SyntaxKind::ROLE_REF);
        let mention = |role| self.edit(|edit| kinds::role::mention(edit, &role));
        let role = role.map(mention).transpose().map_err(|refusal| match refusal.sqlstate {
            SqlState::UndefinedObject => {
                Refusal::invalid_parameter(refusal.span, refusal.message.clone())
            }
            _ => refusal,
        })?;
        let role = role.map(|(role, _)| role);
        self.change_settings(has_local_scope(tree), |settings| settings.role = role.clone());
        Ok(())
    }

    fn reset(&mut self, tree: &SyntaxNode) {
        let what = written(tree).to_ascii_lowercase();
        let initial = Settings::default();
        if what.contains("all") || what.contains("search_path") {
            self.change_settings(false, |settings| {
                settings.search_path = initial.search_path.clone()
            });
        }
        if what.contains("role") || what.contains("authorization") {
            self.change_settings(false, |settings| settings.role = None);
        }
    }

    fn discard(&mut self, tree: &SyntaxNode) {
        let what = written(tree).to_ascii_lowercase();
        if what.contains("all") || what.contains("temp") {
            self.state.catalog = self.state.catalog.lasting();
        }
        self.reset(tree);
    }

    /// Changes settings for the session, or (outside of a transaction: not at all) for the transaction.
    fn change_settings(&mut self, is_local: bool, change: impl Fn(&mut Settings)) {
        match &mut self.transaction {
            None if is_local => return,
            Some(transaction) if !is_local => change(&mut transaction.outside),
            _ => {}
        }
        change(&mut self.state.settings);
    }
}

/// Returns the outcome of a statement of which it is not known whether it is refused.
fn unsure_of(refusal: &Refusal) -> Outcome {
    let reason = format!(
        "whether it is refused is not known ({}): a statement whose effects are not known spoke of that",
        refusal.message
    );
    Outcome { opaque: Some(reason), ..Outcome::default() }
}

/// Tells whether a transaction's end begins another: `AND CHAIN`.
fn is_chained(tree: &SyntaxNode) -> bool {
    let mut tokens = tree.descendants_with_tokens();
    tokens.any(|token| token.kind() == SyntaxKind::CHAIN_KW)
        && !tree.descendants_with_tokens().any(|token| token.kind() == SyntaxKind::NO_KW)
}

/// Returns whether a `SET` turns a setting on or off, if it is that setting's.
fn switch(tree: &SyntaxNode, setting: &str) -> Option<bool> {
    let config = child(tree, SyntaxKind::SET_CONFIG)?;
    let parameter = child(&config, SyntaxKind::CONFIG_PARAMETER_REF)?;
    if names::identifier(&parameter) != setting {
        return None;
    }
    let value = config.last_token()?.text().trim_matches('\'').to_ascii_lowercase();
    Some(!matches!(value.as_str(), "off" | "false" | "no" | "0" | "f" | "n"))
}

fn has_local_scope(tree: &SyntaxNode) -> bool {
    child(tree, SyntaxKind::LOCAL_SCOPE).is_some()
        || written(tree).to_ascii_lowercase().split_whitespace().nth(1) == Some("local")
}

/// The place of a whole statement, for refusals that concern all of it.
pub(crate) const NOWHERE: Span = Span { start: 0, end: 0 };
