//! Status schemes.

use maud::{Markup, html};
use quarterday_domain::{State, scheme};
use quarterday_proto::command::{AdoptScheme, Command};
use quarterday_proto::scheme::{Assessment, Clause, Interval, Scheme, Test};

use super::definitions::{Defined, Words};
use crate::call::Call;
use crate::web::parts::table;
use crate::web::plan::capital;
use crate::web::words;

impl Defined for Scheme {
    const WORDS: Words = Words {
        one: "scheme",
        many: "Schemes",
        about: "A scheme says which facts of an item make which status. A version counts for \
                quarters that end on or after its first day; closed quarters keep theirs.",
        checked: "Every item that is possible gets exactly one status: each combination of the \
                  facts that it asks for was tried.",
        column: "Counts from",
        path: "/schemes",
    };

    fn name(&self) -> &str {
        &self.scheme
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
        let total = match scheme::load(self.clone()) {
            Ok(_) => Self::WORDS.checked.to_owned(),
            Err(rejection) => crate::web::refusal::sentence(&rejection.detail),
        };
        html! {
            p class="govuk-body" { (total) }
            @for assessment in &self.assessments { (one(assessment)) }
        }
    }

    fn read(text: &str) -> Result<Vec<Self>, Vec<String>> {
        let loaded = scheme::parse(text).and_then(scheme::load);
        match loaded {
            Ok(compiled) => Ok(vec![compiled.source]),
            Err(rejection) => Err(vec![rejection.detail]),
        }
    }

    fn adopted(state: &State) -> Vec<Self> {
        let mut names: Vec<&str> = state.scheme_names().collect();
        names.sort_unstable();
        let versions = names
            .into_iter()
            .flat_map(|name| state.scheme_versions(name));
        versions
            .map(|(compiled, _)| compiled.source.clone())
            .collect()
    }

    fn built_in() -> Vec<Self> {
        let names = scheme::builtin_names();
        names
            .iter()
            .flat_map(|name| scheme::builtin(name))
            .collect()
    }

    fn command(self) -> Command {
        Command::AdoptScheme(AdoptScheme { scheme: self })
    }
}

fn one(assessment: &Assessment) -> Markup {
    let kinds: Vec<&str> = assessment.kinds.iter().map(|kind| kind.as_str()).collect();
    let caption = format!(
        "{}s, by {}",
        capital(&kinds.join("s and ")),
        assessment.axis
    );
    let rows: Vec<Vec<Markup>> = assessment
        .statuses
        .iter()
        .map(|status| {
            vec![
                html! { (status.label) },
                html! {
                    @for (index, clause) in status.when.iter().enumerate() {
                        @if index > 0 { br; "or " }
                        (in_words(clause))
                    }
                },
                html! { (if status.counts { "yes" } else { "no" }) },
                html! { (if status.exception { "yes" } else { "no" }) },
            ]
        })
        .collect();
    table(
        &caption,
        &["Status", "When", "Counts", "Listed as exception"],
        &rows,
    )
}

fn in_words(clause: &Clause) -> String {
    if clause.is_empty() {
        return "always".to_owned();
    }
    let facts = clause.iter().map(|(fact, test)| {
        let fact = fact.as_str().replace('_', " ");
        match test {
            Test::Is(value) => format!("{fact} is {value}"),
            Test::OneOf(values) => format!("{fact} is {}", values.join(" or ")),
            Test::Within(interval) => format!("{fact} is {}", within(interval)),
        }
    });
    facts.collect::<Vec<_>>().join(", and ")
}

fn within(interval: &Interval) -> String {
    let ends = [
        ("at least", interval.from),
        ("more than", interval.over),
        ("at most", interval.up_to),
        ("less than", interval.below),
    ];
    let ends = ends
        .into_iter()
        .filter_map(|(words, end)| Some(format!("{words} {}", end?)));
    ends.collect::<Vec<_>>().join(" and ")
}
