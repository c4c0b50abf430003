//! Layouts of reports, with their sections.

use maud::{Markup, html};
use quarterday_domain::State;
use quarterday_domain::layout::{builtin_layout_names, builtin_layouts, check_file};
use quarterday_proto::command::{AdoptLayout, Command};
use quarterday_proto::layout::{Layout, LayoutSection};

use super::definitions::{Defined, Words};
use super::frame::row;
use crate::call::Call;
use crate::web::parts::table;
use crate::web::words;

impl Defined for Layout {
    const WORDS: Words = Words {
        one: "layout",
        many: "Layouts of reports",
        about: "A layout says what stands where in a report, under which heading and number. A \
                version counts for quarters that end on or after its first day; a circulated \
                report keeps its own.",
        checked: "The layout can be printed.",
        column: "Counts from",
        path: "/layouts",
    };

    fn name(&self) -> &str {
        &self.layout
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn remark(&self, _: &Call, _: &State) -> Markup {
        html! { (words::day(self.from)) }
    }

    fn version(&self) -> String {
        format!("version of {}", words::day(self.from))
    }

    fn shown(&self, _: &Call, _: &State) -> Markup {
        let or_none = |texts: Vec<&str>| match texts.is_empty() {
            true => "none".to_owned(),
            false => texts.join(", "),
        };
        let fields = self
            .fields
            .iter()
            .map(|field| field.label.as_str())
            .collect();
        let appendices = self
            .appendices
            .iter()
            .map(|one| one.title.as_str())
            .collect();
        let types = match self.report_types.is_empty() {
            true => "every type that no other layout names".to_owned(),
            false => self.report_types.join(", "),
        };
        let rows: Vec<Vec<Markup>> = self.sections.iter().map(section).collect();
        html! {
            dl class="govuk-summary-list" {
                (row("Types of report", types))
                (row("Numbers", self.numbering.as_str()))
                (row("Above the text", or_none(fields)))
                (row("Appendices", or_none(appendices)))
            }
            (table("Sections", &["Heading", "Made of", "Where there is nothing"], &rows))
        }
    }

    fn read(text: &str) -> Result<Vec<Self>, Vec<String>> {
        match check_file(text) {
            Ok(layout) => Ok(vec![layout]),
            Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
        }
    }

    fn adopted(state: &State) -> Vec<Self> {
        state
            .layouts()
            .map(|version| (*version.layout).clone())
            .collect()
    }

    fn built_in() -> Vec<Self> {
        let names = builtin_layout_names();
        names
            .iter()
            .flat_map(|name| builtin_layouts(name))
            .collect()
    }

    fn command(self) -> Command {
        Command::AdoptLayout(AdoptLayout { layout: self })
    }
}

fn section(section: &LayoutSection) -> Vec<Markup> {
    let blocks = section
        .blocks
        .iter()
        .map(|block| block.kind.as_str().replace('-', " "));
    let blocks: Vec<String> = blocks.collect();
    let made_of = match blocks.is_empty() {
        true => "the author\u{2019}s text".to_owned(),
        false => blocks.join(", "),
    };
    vec![
        html! { (section.heading.as_deref().unwrap_or(&section.key)) },
        html! { (made_of) },
        html! { (section.none.as_deref().unwrap_or("it is left out")) },
    ]
}
