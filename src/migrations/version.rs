//! The version in front of a migration's name.

/// The numbers of a version, for comparing. Timestamps of 20 digits occur, so 64 bits are too few.
pub(super) type Numbers = Vec<u128>;

/// Returns the version that a name begins with and its numbers: `0001` of `0001_users`, `1.2` of
/// `v1.2`, `2018-07-10-061642` of `2018-07-10-061642_users`.
pub(super) fn leading_version(name: &str) -> Option<(&str, Numbers)> {
    let text = name.strip_prefix(['v', 'V']).unwrap_or(name);
    let mut rest = text;
    let mut numbers = Numbers::new();
    while let Some((number, behind)) = leading_number(rest, !numbers.is_empty()) {
        rest = behind;
        numbers.push(number);
    }
    let version = text.strip_suffix(rest)?;
    (!numbers.is_empty()).then(|| (version, without_trailing_zeros(numbers)))
}

/// Returns the number at the start, behind `.` or `-` where it is not the first, and what follows;
/// nothing if it goes on with letters (`2fa` is no number).
fn leading_number(text: &str, behind_separator: bool) -> Option<(u128, &str)> {
    let text = if behind_separator { text.strip_prefix(['.', '-'])? } else { text };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(digits)?;
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii()) {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

/// Returns the numbers of a dotted version, all of it: `1.2` → 1, 2.
pub(super) fn dotted_numbers(text: &str) -> Option<Numbers> {
    text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>().map(without_trailing_zeros)
}

/// Version 1 and version 1.0 are one, as Flyway has it.
fn without_trailing_zeros(mut numbers: Numbers) -> Numbers {
    while numbers.len() > 1 && numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_off_the_front_of_names() {
        for (name, version, numbers) in [
            ("0001_users", "0001", vec![1]),
            ("0001", "0001", vec![1]),
            ("v1.10", "1.10", vec![1, 10]),
            ("V0001.Initial_Schema", "0001", vec![1]),
            ("2018-07-10-061642_users", "2018-07-10-061642", vec![2018, 7, 10, 61642]),
            ("20180805174141-2fa", "20180805174141", vec![20180805174141]),
            ("20150101000001000000_x", "20150101000001000000", vec![20150101000001000000]),
        ] {
            assert_eq!(leading_version(name), Some((version, numbers)), "{name}");
        }
        for name in ["", "v", "users", "2fa", "-1", "seed_01"] {
            assert_eq!(leading_version(name), None, "{name}");
        }
    }
}
