//! Files that hold both directions: what runs upwards, with the rest blanked.

use super::{ImportError, Layout, SourceFile};

/// The comment lines by which a tool tells the directions apart.
struct Markers {
    layout: Layout,
    up: &'static str,
    down: &'static str,
}

const MARKERS: &[Markers] = &[
    Markers { layout: Layout::Goose, up: "-- +goose Up", down: "-- +goose Down" },
    Markers { layout: Layout::Dbmate, up: "-- migrate:up", down: "-- migrate:down" },
    Markers { layout: Layout::SqlMigrate, up: "-- +migrate Up", down: "-- +migrate Down" },
    Markers { layout: Layout::NodePgMigrate, up: "-- Up Migration", down: "-- Down Migration" },
];

/// Drizzle's end of a statement. It is a comment to PostgreSQL, and the semicolon may be missing.
const BREAKPOINT: &str = "--> statement-breakpoint";
const BREAKPOINT_AS_SEMICOLON: &str = ";                       ";

/// Returns the layout whose sections a file has.
pub(super) fn sectioned_layout(text: &str) -> Option<Layout> {
    let has = |markers: &&Markers| text.lines().any(|line| is_marker(line, markers.up));
    MARKERS.iter().find(has).map(|markers| markers.layout)
}

/// Returns what runs upwards, every byte in its place.
pub(super) fn up_section(layout: Layout, file: &SourceFile) -> Result<String, ImportError> {
    if layout == Layout::Drizzle {
        return Ok(file.text.replace(BREAKPOINT, BREAKPOINT_AS_SEMICOLON));
    }
    let Some(markers) = MARKERS.iter().find(|markers| markers.layout == layout) else {
        return Ok(file.text.clone());
    };
    if !file.text.lines().any(|line| is_marker(line, markers.up)) {
        return Err(ImportError::NoUpSection { path: file.path.clone(), marker: markers.up });
    }
    Ok(blank_outside(&file.text, markers))
}

fn blank_outside(text: &str, markers: &Markers) -> String {
    let mut upwards = false;
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        upwards = (upwards || is_marker(line, markers.up)) && !is_marker(line, markers.down);
        if upwards {
            kept.push_str(line);
        } else {
            kept.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        }
    }
    kept
}

/// Tells whether a line is the marker, perhaps with options behind (`-- migrate:up transaction:false`)
/// and with other spaces and letter case, or behind a byte order mark.
fn is_marker(line: &str, marker: &str) -> bool {
    let words = |text: &str| {
        let text = text.trim_start_matches('\u{feff}').trim();
        let comment = text.strip_prefix("--").map(str::to_ascii_lowercase);
        comment.map(|comment| comment.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    };
    match (words(line), words(marker)) {
        (Some(line), Some(marker)) => line.starts_with(&marker),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile { path: "1.sql".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn what_runs_downwards_is_blanked_in_its_place() {
        let text =
            "-- é\n-- migrate:up transaction:false\na;\n--migrate:down\nb; é\n-- migrate:up\nc;";
        let up = up_section(Layout::Dbmate, &file(text)).unwrap();
        let place = |text: &str, part: &str| text.find(part);
        assert_eq!(up.len(), text.len());
        assert_eq!(up.lines().count(), text.lines().count());
        assert_eq!(place(&up, "a;"), place(text, "a;"));
        assert_eq!(place(&up, "c;"), place(text, "c;"));
        assert_eq!(place(&up, "b;"), None);
    }

    #[test]
    fn a_breakpoint_ends_a_statement() {
        assert_eq!(BREAKPOINT.len(), BREAKPOINT_AS_SEMICOLON.len());
        let up = up_section(Layout::Drizzle, &file("a--> statement-breakpoint\nb")).unwrap();
        assert_eq!(up.split_whitespace().collect::<Vec<_>>(), ["a;", "b"]);
    }

    #[test]
    fn a_marker_is_a_line_of_its_own() {
        assert_eq!(sectioned_layout("  --  +GOOSE up\n"), Some(Layout::Goose));
        assert_eq!(sectioned_layout("\u{feff}-- +goose Up\n"), Some(Layout::Goose));
        assert_eq!(sectioned_layout("select '-- +goose Up';"), None);
        assert_eq!(sectioned_layout("-- +goose Upwards"), None);
    }
}
