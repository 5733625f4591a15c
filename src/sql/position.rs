//! Byte offsets → lines and columns, for a text that is read from front to back.
//!
//! Never in it: anything else.

use super::Position;

/// Finds positions in a text. Asked in ascending order, it reads the text once.
pub(crate) struct Positions<'a> {
    text: &'a str,
    offset: usize,
    position: Position,
}

const FIRST: Position = Position { line: 1, column: 1 };

impl<'a> Positions<'a> {
    /// Returns a finder at the start of the text; a byte order mark takes no column.
    pub(crate) fn new(text: &'a str) -> Self {
        Positions { text, offset: 0, position: FIRST }
    }

    /// Returns the position of the character at `offset`.
    pub(crate) fn at(&mut self, offset: usize) -> Position {
        if offset < self.offset {
            *self = Positions::new(self.text);
        }
        for character in self.text.get(self.offset..offset).unwrap_or_default().chars() {
            match character {
                '\n' => self.position = Position { line: self.position.line + 1, ..FIRST },
                '\u{feff}' if self.position == FIRST => {}
                _ => self.position.column += 1,
            }
        }
        self.offset = offset;
        self.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one() {
        let mut positions = Positions::new("\u{feff}a\r\nbö\n\nc");
        let mut at = |offset| {
            let Position { line, column } = positions.at(offset);
            (line, column)
        };
        assert_eq!([at(0), at(3), at(6), at(9), at(11)], [(1, 1), (1, 1), (2, 1), (2, 3), (4, 1)]);
        assert_eq!(at(3), (1, 1));
    }
}
