//! The five sheets and their columns: one table for the parser, the faults
//! and the template.

use super::value::choice;

/// Which of the five sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// Plans.
    Plans,
    /// Items of plans.
    Items,
    /// Targets of measures.
    Targets,
    /// Observations of items.
    Observations,
    /// People, by address.
    People,
}

/// A column of a sheet.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// Whether the column must exist and each of its cells be filled.
    pub required: bool,
    /// What its cells take.
    pub accepts: Accepts,
}

/// What a cell takes.
#[derive(Debug, Clone, Copy)]
pub enum Accepts {
    /// Text on one line.
    Line,
    /// Text on any number of lines.
    Text,
    /// A date.
    Date,
    /// A number.
    Number,
    /// 0 to 100, with or without a percent sign.
    Percent,
    /// The decimals of a percentage.
    Decimals,
    /// Yes or no.
    YesNo,
    /// A financial year.
    Year,
    /// A quarter or financial year.
    Period,
    /// An address.
    Email,
    /// Several entries.
    List,
    /// One of these words.
    Choice(fn() -> String),
}

impl Accepts {
    /// The words for it in faults and in the template's guidance.
    pub fn describe(self) -> String {
        match self {
            Self::Line | Self::Text => "text".to_owned(),
            Self::Date => "a date such as 2020-09-30 or 30/09/2020, from 1990 to 2100".to_owned(),
            Self::Number => "a number such as 1234.5, 1,234.5, £20 or 82%".to_owned(),
            Self::Percent => "a percentage from 0 to 100, such as 83 or 83%".to_owned(),
            Self::Decimals => "a whole number from 0 to 4".to_owned(),
            Self::YesNo => "yes or no".to_owned(),
            Self::Year => "a financial year such as 2020-21".to_owned(),
            Self::Period => "a quarter such as 2021-22-Q2 or a year such as 2021-22".to_owned(),
            Self::Email => "an address such as name@council.example".to_owned(),
            Self::List => "entries separated by ; (or by , where there is no ;)".to_owned(),
            Self::Choice(words) => format!("one of {}", words()),
        }
    }
}

impl SheetKind {
    /// All sheets, in the order of the template.
    pub const ALL: [Self; 5] = [
        Self::Plans,
        Self::Items,
        Self::Targets,
        Self::Observations,
        Self::People,
    ];

    /// The sheet's usual name. A sheet is known by its columns, whatever it is
    /// called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plans => "plans",
            Self::Items => "items",
            Self::Targets => "targets",
            Self::Observations => "observations",
            Self::People => "people",
        }
    }

    /// The sheet's columns, in the order of the template. The readers of rows
    /// ask for them in this order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Plans => PLANS,
            Self::Items => ITEMS,
            Self::Targets => TARGETS,
            Self::Observations => OBSERVATIONS,
            Self::People => PEOPLE,
        }
    }

    /// The names of the sheet's columns, separated by commas.
    pub fn column_names(self) -> String {
        let names: Vec<&str> = self.columns().iter().map(|column| column.name).collect();
        names.join(", ")
    }
}

const fn required(name: &'static str, accepts: Accepts) -> Column {
    Column {
        name,
        required: true,
        accepts,
    }
}

const fn optional(name: &'static str, accepts: Accepts) -> Column {
    Column {
        name,
        required: false,
        accepts,
    }
}

const PLANS: &[Column] = &[
    required("plan", Accepts::Line),
    optional("title", Accepts::Line),
    optional("directorate", Accepts::Line),
    optional("committee", Accepts::Line),
    optional("portfolio", Accepts::Line),
    optional("year", Accepts::Year),
    optional("scheme", Accepts::Line),
    optional("decimals", Accepts::Decimals),
];

const ITEMS: &[Column] = &[
    required("plan", Accepts::Line),
    required("ref", Accepts::Line),
    required("kind", Accepts::Choice(choice::kinds)),
    required("title", Accepts::Line),
    optional("theme", Accepts::Line),
    optional("owner_email", Accepts::Email),
    optional("start", Accepts::Date),
    optional("due", Accepts::Date),
    optional("direction", Accepts::Choice(choice::directions)),
    optional("target", Accepts::Number),
    optional("target_low", Accepts::Number),
    optional("target_high", Accepts::Number),
    optional("unit", Accepts::Line),
    optional("contributors", Accepts::List),
    optional("parent", Accepts::Line),
    optional("aliases", Accepts::List),
    optional("board", Accepts::Line),
    optional("source", Accepts::Text),
    optional("method", Accepts::Text),
    optional("exempt_paragraph", Accepts::Line),
];

const TARGETS: &[Column] = &[
    required("plan", Accepts::Line),
    required("ref", Accepts::Line),
    required("period", Accepts::Period),
    required("basis", Accepts::Choice(choice::bases)),
    optional("target", Accepts::Number),
    optional("low", Accepts::Number),
    optional("high", Accepts::Number),
    optional("status", Accepts::Choice(choice::target_statuses)),
    optional(
        "no_target_reason",
        Accepts::Choice(choice::no_target_reasons),
    ),
];

const OBSERVATIONS: &[Column] = &[
    required("plan", Accepts::Line),
    required("ref", Accepts::Line),
    required("as_at", Accepts::Date),
    optional("basis", Accepts::Choice(choice::bases)),
    optional("percent_complete", Accepts::Percent),
    optional("completed_on", Accepts::Date),
    optional("on_track", Accepts::YesNo),
    optional("cause", Accepts::Choice(choice::causes)),
    optional("actual", Accepts::Number),
    optional("forecast", Accepts::Number),
    optional("rating", Accepts::Line),
    optional("unavailable", Accepts::Choice(choice::unavailable_reasons)),
    optional("commentary", Accepts::Text),
];

const PEOPLE: &[Column] = &[
    required("email", Accepts::Email),
    required("post", Accepts::Line),
    optional("directorate", Accepts::Line),
    optional("line_manager_email", Accepts::Email),
    optional("deputy_email", Accepts::Email),
    optional("from", Accepts::Date),
    optional("to", Accepts::Date),
];
