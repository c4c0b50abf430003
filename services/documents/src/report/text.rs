//! An author's text: paragraphs, lists, headings and bold words.
//!
//! Paragraphs are set apart by a blank line, lines of a list begin with `- `,
//! a heading with `### `, and `**` stands on both sides of bold words.

use super::document::Run;

/// A part of an author's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A list.
    List(Vec<Vec<Run>>),
    /// A heading within the section.
    Heading(String),
}

/// The parts of a text.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut is_list = false;
    for line in text.lines().chain([""]) {
        let line = line.trim();
        let heading = line.strip_prefix("### ");
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        let begins = line.is_empty() || heading.is_some() || (item.is_some() && !is_list);
        if begins && !open.is_empty() {
            let lines = std::mem::take(&mut open);
            parts.push(match is_list {
                true => Part::List(lines.iter().map(|line| runs(line)).collect()),
                false => Part::Paragraph(runs(&lines.join(" "))),
            });
        }
        match (heading, item) {
            (Some(heading), _) => parts.push(Part::Heading(heading.trim().to_owned())),
            (None, Some(item)) => {
                is_list = true;
                open.push(item.trim().to_owned());
            }
            (None, None) if line.is_empty() => is_list = false,
            (None, None) => match open.last_mut() {
                // A line of a list that goes on.
                Some(last) if is_list => {
                    last.push(' ');
                    last.push_str(line);
                }
                _ => {
                    is_list = false;
                    open.push(line.to_owned());
                }
            },
        }
    }
    parts
}

/// The words of a line, those in bold apart.
pub(super) fn runs(line: &str) -> Vec<Run> {
    let pieces: Vec<&str> = line.split("**").collect();
    // A mark without its partner is printed.
    if pieces.len().is_multiple_of(2) {
        return vec![Run::plain(line)];
    }
    let runs = pieces.into_iter().enumerate();
    runs.filter(|(_, text)| !text.is_empty())
        .map(|(index, text)| match index % 2 {
            0 => Run::plain(text),
            _ => Run::bold(text),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_its_parts() {
        let said = |text: &str| {
            let parts = parts(text).into_iter().map(|part| match part {
                Part::Paragraph(runs) => format!("p:{}", words(&runs)),
                Part::Heading(text) => format!("h:{text}"),
                Part::List(items) => {
                    let items: Vec<String> = items.iter().map(|item| words(item)).collect();
                    format!("l:{}", items.join("/"))
                }
            });
            parts.collect::<Vec<_>>().join(" | ")
        };
        fn words(runs: &[Run]) -> String {
            let runs = runs.iter().map(|run| match run.bold {
                true => format!("<{}>", run.text),
                false => run.text.clone(),
            });
            runs.collect()
        }
        assert_eq!(said(""), "");
        assert_eq!(said("one\ntwo\n\nthree"), "p:one two | p:three");
        assert_eq!(said("so:\n- a\n- b\n  c\n\nend"), "p:so: | l:a/b c | p:end");
        assert_eq!(
            said("### Head\ntext **bold** on"),
            "h:Head | p:text <bold> on"
        );
        assert_eq!(said("a ** b"), "p:a ** b");
    }
}
