//! The check of a layout: every fault with its line and what to do.

use std::collections::BTreeSet;
use std::fmt;

use quarterday_proto::layout::{Block, BlockKind, Layout};

use super::template::variable;
use crate::clearance::is_key;
use crate::figures::{Piece, pieces};

/// The most sections, fields, wordings or appendices of a layout.
const ENTRIES_MAX: usize = 100;
/// The most blocks of a section.
const BLOCKS_MAX: usize = 40;

/// Something that is wrong with a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutFault {
    /// Line of the file, from 1; absent where the layout came without one.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub what: String,
}

impl fmt::Display for LayoutFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The entry of a file that a fault is in.
#[derive(Debug, Clone, Copy)]
enum Place {
    Top,
    Entry(&'static str, usize),
    /// A block of a section, and one that is repeated.
    Block(usize, usize, Option<usize>),
}

/// Reads and checks a file.
///
/// # Errors
/// Every fault.
pub fn check_file(text: &str) -> Result<Layout, Vec<LayoutFault>> {
    let layout: Layout = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        vec![LayoutFault {
            line,
            what: error.message().to_owned(),
        }]
    })?;
    let faults = faults(&layout);
    if faults.is_empty() {
        return Ok(layout);
    }
    let lines: Vec<&str> = text.lines().collect();
    let with_line = faults.into_iter().map(|(place, what)| LayoutFault {
        line: Some(find(&lines, place)),
        what,
    });
    Err(with_line.collect())
}

/// Checks a layout that came without a file.
///
/// # Errors
/// Every fault.
pub fn check(layout: &Layout) -> Result<(), Vec<LayoutFault>> {
    let faults = faults(layout);
    if faults.is_empty() {
        return Ok(());
    }
    let without_line = faults.into_iter().map(|(place, what)| LayoutFault {
        line: None,
        what: match place {
            Place::Top => what,
            Place::Entry(name, index) => format!("{name} {}: {what}", index + 1),
            Place::Block(section, block, _) => {
                format!("section {}, block {}: {what}", section + 1, block + 1)
            }
        },
    });
    Err(without_line.collect())
}

fn faults(layout: &Layout) -> Vec<(Place, String)> {
    let mut faults: Vec<(Place, String)> = Vec::new();
    if !is_key(&layout.layout) {
        faults.push((
            Place::Top,
            "its name needs 1 to 64 of a-z, 0-9, - and _".to_owned(),
        ));
    }
    if layout.title.trim().is_empty() {
        faults.push((Place::Top, "it has no title: give one".to_owned()));
    }
    for (name, count) in [
        ("section", layout.sections.len()),
        ("field", layout.fields.len()),
        ("wording", layout.wordings.len()),
        ("appendix", layout.appendices.len()),
    ] {
        if count > ENTRIES_MAX {
            faults.push((
                Place::Top,
                format!("it has {count} of `{name}`, at most {ENTRIES_MAX}"),
            ));
        }
    }
    if layout.sections.is_empty() {
        faults.push((
            Place::Top,
            "it has no section: add a [[section]]".to_owned(),
        ));
    }
    template(layout.line.as_deref(), Place::Top, &mut faults);
    for (index, field) in layout.fields.iter().enumerate() {
        let place = Place::Entry("field", index);
        if field.label.trim().is_empty() {
            faults.push((
                place,
                "the field has no label: say what it is called".to_owned(),
            ));
        }
        template(Some(&field.value), place, &mut faults);
    }
    for (index, wording) in layout.wordings.iter().enumerate() {
        let place = Place::Entry("wording", index);
        if wording.statuses.is_empty() {
            faults.push((place, "the wording is of no status: name some".to_owned()));
        }
        if wording.one.trim().is_empty() || wording.many.trim().is_empty() {
            faults.push((place, "the wording needs `one` and `many`".to_owned()));
        }
        let same = layout.wordings[..index].iter().find(|other| {
            other.kind == wording.kind
                && other
                    .statuses
                    .iter()
                    .any(|status| wording.statuses.contains(status))
        });
        if same.is_some() {
            faults.push((
                place,
                "a wording before has one of these statuses: each is in one".to_owned(),
            ));
        }
    }
    sections(layout, &mut faults);
    for (index, appendix) in layout.appendices.iter().enumerate() {
        template(
            Some(&appendix.title),
            Place::Entry("appendix", index),
            &mut faults,
        );
    }
    faults
}

fn sections(layout: &Layout, faults: &mut Vec<(Place, String)>) {
    let mut keys = BTreeSet::new();
    for (index, section) in layout.sections.iter().enumerate() {
        let place = Place::Entry("section", index);
        let key = section.key.as_str();
        if !is_key(key) {
            faults.push((
                place,
                format!("the key `{key}` needs 1 to 64 of a-z, 0-9, - and _"),
            ));
        }
        if !keys.insert(key) {
            faults.push((
                place,
                format!("another section has the key `{key}`: name it otherwise"),
            ));
        }
        if section.continues && index == 0 {
            faults.push((
                place,
                "the first section cannot continue the numbers of one before".to_owned(),
            ));
        }
        template(section.heading.as_deref(), place, faults);
        if section.blocks.len() > BLOCKS_MAX {
            faults.push((place, format!("it has more than {BLOCKS_MAX} blocks")));
        }
        for (number, block) in section.blocks.iter().enumerate() {
            check_block(block, Place::Block(index, number, None), faults);
            for (inner, each) in block.each.iter().enumerate() {
                let place = Place::Block(index, number, Some(inner));
                check_block(each, place, faults);
                if each.kind == BlockKind::EachPlan {
                    faults.push((
                        place,
                        "plans are repeated already: take this one out".to_owned(),
                    ));
                }
            }
        }
    }
}

fn check_block(block: &Block, place: Place, faults: &mut Vec<(Place, String)>) {
    let kind = block.kind;
    let mut lacks = |what: &str| faults.push((place, format!("a block of `{kind}` needs {what}")));
    match kind {
        BlockKind::Sentence | BlockKind::Subheading if block.text.is_none() => lacks("`text`"),
        BlockKind::List if block.lines.is_empty() => lacks("`lines`"),
        BlockKind::Items if block.items.is_none() => lacks("`items`, a kind of item"),
        BlockKind::EachPlan if block.each.is_empty() => lacks("blocks in `each`"),
        _ => {}
    }
    if kind != BlockKind::EachPlan && !block.each.is_empty() {
        faults.push((
            place,
            format!("a block of `{kind}` repeats nothing: only each-plan has `each`"),
        ));
    }
    template(block.text.as_deref(), place, faults);
    block
        .lines
        .iter()
        .for_each(|line| template(Some(line), place, faults));
}

fn template(text: Option<&str>, place: Place, faults: &mut Vec<(Place, String)>) {
    let Some(text) = text else { return };
    for piece in pieces(text) {
        match piece {
            Piece::Name(name) => {
                if let Err(why) = variable(name) {
                    faults.push((place, why));
                }
            }
            Piece::Text("{" | "}") => faults.push((
                place,
                format!("a brace in `{text}` has no partner: close it, or write it twice"),
            )),
            Piece::Text(_) | Piece::Brace(_) => {}
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

/// The line that an entry begins on.
fn find(lines: &[&str], place: Place) -> usize {
    let (entry, inner) = match place {
        Place::Top => return 1,
        Place::Entry(name, index) => ((name, index), None),
        Place::Block(section, block, each) => (("section", section), Some((block, each))),
    };
    let marks = |mark: String, from: usize| {
        let found = lines.iter().enumerate().skip(from);
        found
            .filter(move |(_, line)| line.trim_start().starts_with(&mark))
            .map(|(line, _)| line)
    };
    let Some(mut line) = marks(format!("[[{}]]", entry.0), 0).nth(entry.1) else {
        return 1;
    };
    if let Some((block, each)) = inner {
        line = marks("[[section.block]]".to_owned(), line)
            .nth(block)
            .unwrap_or(line);
        if let Some(each) = each {
            line = marks("[[section.block.each]]".to_owned(), line)
                .nth(each)
                .unwrap_or(line);
        }
    }
    line + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str =
        "layout = \"mine\"\ntitle = \"Mine\"\nfrom = \"2026-04-01\"\nnumbering = \"lead\"\n";

    fn check(rest: &str, line: usize, said: &str) {
        let text = format!("{START}{rest}");
        let faults = check_file(&text).expect_err(rest);
        let found = faults
            .iter()
            .any(|fault| fault.line == Some(line) && fault.what.contains(said));
        assert!(found, "{rest}: {faults:?}");
    }

    #[test]
    fn each_fault_is_told_with_its_line() {
        let section = "[[section]]\nkey = \"summary\"\n";
        check("", 1, "missing field `section`");
        check("section = []\n", 1, "it has no section");
        check(
            &format!("{section}[[section]]\nkey = \"summary\"\n"),
            7,
            "another section",
        );
        check("[[section]]\nkey = \"Summary!\"\n", 5, "needs 1 to 64");
        check(
            "[[section]]\nkey = \"a\"\ncontinues = true\n",
            5,
            "first section",
        );
        check(
            &format!("{section}heading = \"{{titel}}\"\n"),
            5,
            "stands for nothing",
        );
        check(
            &format!("{section}colour = \"red\"\n"),
            7,
            "unknown field `colour`",
        );
        check(
            &format!("{section}[[section.block]]\nkind = \"list\"\n"),
            7,
            "needs `lines`",
        );
        check(
            &format!("{section}[[section.block]]\nkind = \"sentence\"\ntext = \"{{period\"\n"),
            7,
            "no partner",
        );
        check(
            &format!(
                "{section}[[section.block]]\nkind = \"each-plan\"\n[[section.block.each]]\nkind = \"items\"\n"
            ),
            9,
            "needs `items`",
        );
        check(
            &format!("{section}[[section.block]]\nkind = \"picture\"\n"),
            8,
            "unknown variant",
        );
        check(
            &format!(
                "{section}[[wording]]\nkind = \"action\"\nstatuses = []\none = \"is\"\nmany = \"are\"\n"
            ),
            7,
            "of no status",
        );
        check(
            &format!("{section}[[field]]\nlabel = \"\"\nvalue = \"{{private Yes}}\"\n"),
            7,
            "two words",
        );
    }
}
