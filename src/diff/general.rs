//! What is alike for objects of all kinds: the owner, the comment, the privileges.
//!
//! Never in it: what one kind has alone.

use super::compare::{Compared, is_general};
use super::run::Run;
use crate::catalog::alteration::Action;
use crate::catalog::refusal::Accepted;
use crate::catalog::{Object, privileges};

impl Run<'_> {
    /// Gives an object its owner to be, who then has what was granted to him.
    pub(super) fn give_to_owner(
        &mut self,
        before: &Object,
        after: &Object,
        object: &str,
    ) -> Accepted<()> {
        let compared = Compared { now: self.now(), to: self.to, pairs: &self.plan.pairs };
        let changed = compared.attributes(before, after);
        if !changed.iter().any(|attribute| attribute == "owner") {
            return Ok(());
        }
        let designation = after.designation(self.to);
        let owner = after.get("owner").map(|owner| owner.to_sql(self.to));
        let owner = owner.unwrap_or(privileges::SELF.to_owned());
        let sql = format!("ALTER {designation} OWNER TO {owner}");
        let hazards = self.hazards_of_giving(before, after);
        self.run(sql, hazards, object.to_owned())
    }

    /// Returns the statements on what is alike for all kinds.
    pub(super) fn general(&self, before: &Object, after: &Object) -> Vec<Action> {
        let compared = Compared { now: self.now(), to: self.to, pairs: &self.plan.pairs };
        let mut changed = compared.attributes(before, after);
        changed.retain(|attribute| is_general(after, attribute));
        let designation = after.designation(self.to);
        let sql = |attribute: &str| after.get(attribute).map(|value| value.to_sql(self.to));
        let mut actions = Vec::new();
        if changed.iter().any(|attribute| attribute == "comment") {
            let comment = sql("comment").unwrap_or("NULL".to_owned());
            actions.push(Action::from(format!("COMMENT ON {designation} IS {comment}")));
        }
        changed.retain(|attribute| privileges::is_privilege(attribute));
        let granted = privileges::altered(self.now(), before, self.to, after, &changed);
        actions.extend(granted.into_iter().map(|action| self.with_true_hazards(action, after)));
        actions
    }
}
