//! The merge of one value: base, source and target in, one value or a conflict out.
//!
//! All of merging rests on these few lines. Never in it: what the values are.

/// What becomes of a value that two sides may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Merged<T> {
    /// The sides agree, or only one of them changed it: this is the value.
    Resolved(T),
    /// Both changed it, and not alike.
    Conflict,
}

/// Merges one value three ways.
///
/// A side that left the value as it was in the base gives way to the other; two sides that changed
/// it alike agree.
pub(crate) fn three_way<T: PartialEq>(base: T, source: T, target: T) -> Merged<T> {
    if source == target || source == base {
        Merged::Resolved(target)
    } else if target == base {
        Merged::Resolved(source)
    } else {
        Merged::Conflict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_on_one_side_is_taken() {
        assert_eq!(three_way("a", "b", "a"), Merged::Resolved("b"));
        assert_eq!(three_way("a", "a", "b"), Merged::Resolved("b"));
    }

    #[test]
    fn the_same_change_on_both_sides_is_taken_once() {
        assert_eq!(three_way("a", "b", "b"), Merged::Resolved("b"));
        assert_eq!(three_way("a", "a", "a"), Merged::Resolved("a"));
    }

    #[test]
    fn two_changes_conflict() {
        assert_eq!(three_way("a", "b", "c"), Merged::Conflict);
    }
}
