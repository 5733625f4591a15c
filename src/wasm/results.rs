//! What JavaScript gets back: plain objects, with offsets that index its strings.

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::errors::invalid_argument;
use crate::merge::{ConflictSide, DdlConflict};
use crate::sql::{Script, Span};

/// Returns a value as plain objects and arrays; what is absent is `undefined`.
pub(super) fn value<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(|error| invalid_argument(&error.to_string()))
}

/// Returns a script, read from `text`, with offsets in UTF-16 code units.
pub(super) fn script_value(mut script: Script, text: &str) -> Result<JsValue, JsValue> {
    let mut offsets = Utf16Offsets::new(text);
    for statement in &mut script.statements {
        statement.span = offsets.span(statement.span);
    }
    let mut offsets = Utf16Offsets::new(text);
    for note in &mut script.notes {
        note.span = offsets.span(note.span);
    }
    value(&script)
}

/// Gives conflicts offsets in UTF-16 code units.
pub(super) fn with_utf16_spans(conflicts: &mut [DdlConflict]) {
    for DdlConflict { source, target, .. } in conflicts {
        source.iter_mut().chain(target).for_each(side_in_utf16);
    }
}

/// Gives one side of a conflict offsets in UTF-16 code units.
pub(super) fn side_in_utf16(side: &mut ConflictSide) {
    side.span = utf16_span(&side.statement, side.span);
}

/// Returns a span of `text` in UTF-16 code units.
pub(super) fn utf16_span(text: &str, span: Span) -> Span {
    Utf16Offsets::new(text).span(span)
}

/// Turns byte offsets into UTF-16 ones, one pass over the text for offsets that increase.
pub(super) struct Utf16Offsets<'a> {
    text: &'a str,
    byte: usize,
    unit: usize,
}

impl<'a> Utf16Offsets<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Utf16Offsets { text, byte: 0, unit: 0 }
    }

    pub(super) fn span(&mut self, span: Span) -> Span {
        let start = self.offset(span.start);
        // The next span may begin inside this one, so its end is looked up without moving on.
        let end = Utf16Offsets { ..*self }.offset(span.end);
        Span { start, end }
    }

    fn offset(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            *self = Utf16Offsets::new(self.text);
        }
        let passed = self.text.get(self.byte..byte).unwrap_or_default();
        self.unit += passed.encode_utf16().count();
        self.byte = byte;
        self.unit
    }
}
