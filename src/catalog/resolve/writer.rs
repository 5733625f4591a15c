//! A statement's text, taken over bit by bit.
//!
//! Comments and white space become one blank. Never in it: what the text means.

use crate::catalog::value::{Form, Value};
use crate::catalog::{ObjectId, Piece};

/// A value while it is written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    value: Value,
    /// Whether a blank comes before what comes next.
    is_apart: bool,
}

impl Writer {
    /// Parts what comes next from what was written, if something was.
    pub(super) fn space(&mut self) {
        self.is_apart = !self.value.pieces().is_empty();
    }

    pub(super) fn text(&mut self, text: &str) {
        self.part();
        self.value.push_text(text);
    }

    pub(super) fn name(&mut self, object: ObjectId, form: Form) {
        self.part();
        self.value.push_name(object, form);
    }

    pub(super) fn value(&mut self, value: &Value) {
        if !value.pieces().is_empty() {
            self.part();
            self.value.push(value);
        }
    }

    fn part(&mut self) {
        if std::mem::take(&mut self.is_apart) && !self.ends_in_blank() {
            self.value.push_text(" ");
        }
    }

    fn ends_in_blank(&self) -> bool {
        matches!(self.value.pieces().last(), Some(Piece::Text(text)) if text.ends_with(' '))
    }

    pub(super) fn finish(self) -> Value {
        self.value
    }
}
