//! The names that a layout may print beside figures.

/// Names that stand for a word of the report or of its quarter.
pub const VARIABLES: &[(&str, &str)] = &[
    ("title", "title of the report"),
    ("reference", "the report's reference"),
    ("council", "name of the council"),
    ("committee", "committee of the header"),
    ("meeting", "day of the meeting, in words"),
    ("author", "post of the author"),
    ("sponsor", "post of the sponsor"),
    ("quarter", "for example `Quarter 2`"),
    ("year", "for example `2020-21`"),
    ("period", "first and last day of the quarter, in words"),
    (
        "year_to_date",
        "first day of the year to the last of the quarter, in words",
    ),
    ("last_day", "last day of the quarter, in words"),
    (
        "plan",
        "title of the plan, where blocks are repeated for each",
    ),
    ("plans", "titles of all plans"),
    ("appendices", "for example `Appendices 1 and 2`"),
    ("appendix", "number of the appendix"),
    ("letter", "letter of the appendix"),
];

/// How a name of a figure may begin.
const FIGURES: &[&str] = &[
    "percent ",
    "count ",
    "figure ",
    "before ",
    "versus ",
    "total ",
    "reported ",
    "missing ",
    "actual ",
    "target ",
    "forecast ",
    "complete ",
];

/// What a name in a layout stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable<'a> {
    /// One of [`VARIABLES`].
    Word(&'a str),
    /// A field of the report's header, by key.
    Field(&'a str),
    /// One of two words, for a report in private or not.
    Private(&'a str, &'a str),
    /// One of two words, for a key decision or not.
    KeyDecision(&'a str, &'a str),
    /// A figure by name.
    Figure(&'a str),
}

/// What a name in a layout stands for.
///
/// # Errors
/// What is wrong with it, and what to write.
pub fn variable(name: &str) -> Result<Variable<'_>, String> {
    if let Some((known, _)) = VARIABLES.iter().find(|(known, _)| *known == name) {
        return Ok(Variable::Word(known));
    }
    if let Some(key) = name.strip_prefix("field ") {
        return Ok(Variable::Field(key.trim()));
    }
    for begin in ["private ", "key_decision "] {
        if let Some(words) = name.strip_prefix(begin) {
            let (yes, no) = words.split_once('|').ok_or_else(|| {
                format!("`{{{name}}}` needs two words, for example `{{{begin}Yes|No}}`")
            })?;
            return Ok(match begin {
                "private " => Variable::Private(yes, no),
                _ => Variable::KeyDecision(yes, no),
            });
        }
    }
    let is_figure = FIGURES.iter().any(|begin| name.starts_with(begin))
        || (name.contains('|') && name.contains(" by "));
    if is_figure {
        return Ok(Variable::Figure(name));
    }
    let known: Vec<&str> = VARIABLES.iter().map(|(known, _)| *known).collect();
    Err(format!(
        "`{{{name}}}` stands for nothing: write one of {}, `field KEY`, `private A|B`, \
         `key_decision A|B`, or a figure such as `percent LABEL`",
        known.join(", ")
    ))
}
