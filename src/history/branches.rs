//! Branches: create, list, rename, delete.

use super::ancestry::merges::Point;
use super::manager::{DdlVersioningManager, absent, decode, put};
use super::{Branch, ForkPoint, HistoryError, HistoryResult, keys, names};
use crate::ids::{BranchId, DdlId};
use crate::store::{Batch, KeyValue, Store, Write};

impl<S: Store> DdlVersioningManager<S> {
    /// Creates a branch that starts where `from` is, or at one of its entries: it has the entries
    /// up to that one. Entry 0 stands for the start.
    ///
    /// # Errors
    ///
    /// `BRANCH_EXISTS`, `BRANCH_NOT_FOUND`, `ENTRY_NOT_FOUND`, and `INVALID_ARGUMENT` for a name
    /// that is no name.
    pub async fn create_branch(
        &self,
        name: &str,
        from: &str,
        at: Option<DdlId>,
    ) -> HistoryResult<Branch> {
        names::check("branch", name)?;
        self.commit_planned(async || self.plan_create(name, from, at).await).await
    }

    async fn plan_create(
        &self,
        name: &str,
        from: &str,
        at: Option<DdlId>,
    ) -> HistoryResult<(Batch, Branch)> {
        self.check_free(name).await?;
        let from = self.branch(from).await?;
        let mut counters = self.counters().await?;
        let (head, head_hash) = match at {
            None => (from.value.head, from.value.head_hash),
            Some(DdlId::START) => (None, None),
            Some(at) => {
                let lineage = self.lineage(&from.value).await?;
                let entry = self.entry_on(&from.value, &lineage, at).await?;
                (Some(at), Some(entry.hash))
            }
        };
        let branch = Branch {
            branch_id: BranchId(counters.value.branch.0 + 1),
            name: name.to_owned(),
            forked_from: Some(ForkPoint { branch_id: from.value.branch_id, ddl_id: head }),
            head,
            head_hash,
            last_lsn: from.value.last_lsn,
            created_at: (self.clock)(),
        };
        counters.value.branch = branch.branch_id;
        let writes = vec![
            counters.put(&counters.value)?,
            put(keys::branch(branch.branch_id), &branch)?,
            put(keys::name(name), &branch.branch_id)?,
        ];
        let expected = vec![counters.expected(), from.expected(), absent(keys::name(name))];
        Ok((Batch { expected, writes }, branch))
    }

    async fn check_free(&self, name: &str) -> HistoryResult<()> {
        match self.store.get(&keys::name(name)).await? {
            Some(_) => Err(HistoryError::BranchExists { name: name.to_owned() }),
            None => Ok(()),
        }
    }

    /// Returns all branches, oldest first.
    pub async fn list_branches(&self) -> HistoryResult<Vec<Branch>> {
        let found = self.all(keys::table(keys::BRANCH)).await?;
        found.iter().map(|(key, bytes)| decode(key, bytes)).collect()
    }

    /// Renames a branch; its id, entries and snapshots stay.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`, `BRANCH_EXISTS`, and `INVALID_ARGUMENT` for a name that is no name.
    pub async fn rename_branch(&self, name: &str, new_name: &str) -> HistoryResult<Branch> {
        names::check("branch", new_name)?;
        self.commit_planned(async || self.plan_rename(name, new_name).await).await
    }

    async fn plan_rename(&self, name: &str, new_name: &str) -> HistoryResult<(Batch, Branch)> {
        let read = self.branch(name).await?;
        self.check_free(new_name).await?;
        let branch = Branch { name: new_name.to_owned(), ..read.value.clone() };
        let writes = vec![
            read.put(&branch)?,
            Write::Delete(keys::name(name)),
            put(keys::name(new_name), &branch.branch_id)?,
        ];
        Ok((
            Batch { expected: vec![read.expected(), absent(keys::name(new_name))], writes },
            branch,
        ))
    }

    /// Deletes a branch with its own entries and snapshots.
    ///
    /// # Errors
    ///
    /// `BRANCH_IN_USE` for the first branch, for one that another branch forks from, and, unless
    /// `force`d, for one that has entries of its own that no other branch got by a merge.
    pub async fn delete_branch(&self, name: &str, force: bool) -> HistoryResult<()> {
        self.commit_planned(async || self.plan_delete(name, force).await).await
    }

    async fn plan_delete(&self, name: &str, force: bool) -> HistoryResult<(Batch, ())> {
        let read = self.branch(name).await?;
        // A fork changes the counters, so that none can come between the check and the commit.
        let counters = self.counters().await?;
        self.check_unused(&read.value, force).await?;
        let mut writes = vec![Write::Delete(keys::name(name))];
        for table in keys::TABLES_OF_A_BRANCH {
            let range = keys::of_branch(table, read.value.branch_id);
            writes.extend(
                self.all(range).await?.into_iter().map(|(key, _): KeyValue| Write::Delete(key)),
            );
        }
        Ok((Batch { expected: vec![counters.expected(), read.expected()], writes }, ()))
    }

    async fn check_unused(&self, branch: &Branch, force: bool) -> HistoryResult<()> {
        let refuse =
            |reason: String| Err(HistoryError::BranchInUse { name: branch.name.clone(), reason });
        let Some(fork) = branch.forked_from else {
            return refuse("every history has its first branch; rename it instead".to_owned());
        };
        let forks_here =
            |other: &Branch| other.forked_from.is_some_and(|at| at.branch_id == branch.branch_id);
        if let Some(child) = self.list_branches().await?.into_iter().find(forks_here) {
            return refuse(format!("`{}` forks from it; delete that first", child.name));
        }
        if !force && branch.head != fork.ddl_id && !self.is_merged(branch).await? {
            return refuse("it has entries that no other branch has; force it to lose them".into());
        }
        Ok(())
    }

    /// Tells whether another branch has all that a branch has.
    async fn is_merged(&self, branch: &Branch) -> HistoryResult<bool> {
        let past = self.past().await?;
        let has = past.having(&[Point::head(branch)]);
        let mut others = past.heads().filter(|head| head.branch != branch.branch_id);
        Ok(others.any(|head| past.having(&[head]).covers(&has)))
    }
}
