//! Routes of clearance, with their stages.

use maud::{Markup, html};
use quarterday_domain::{State, builtin_route_names, builtin_routes, parse_route};
use quarterday_proto::command::{AdoptRoute, Command};
use quarterday_proto::route::{Holder, Needs, Role, Route};

use super::definitions::{Defined, Words};
use crate::call::Call;
use crate::web::parts::table;
use crate::web::words;

impl Defined for Route {
    const WORDS: Words = Words {
        one: "route",
        many: "Routes of clearance",
        about: "A route says who signs a report, stage by stage. A version counts for reports \
                that are circulated on or after its first day; a circulated report keeps its own.",
        checked: "The route can be followed.",
        column: "Counts from",
        path: "/routes",
    };

    fn name(&self) -> &str {
        &self.route
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

    fn shown(&self, _: &Call, state: &State) -> Markup {
        html! {
            @if !self.report_types.is_empty() {
                p class="govuk-body" { "For reports of type " (self.report_types.join(", ")) "." }
            }
            @for (index, stage) in self.stages.iter().enumerate() {
                @let rows: Vec<Vec<Markup>> = stage.roles.iter().map(|role| row(state, role)).collect();
                (table(
                    &format!("Stage {}: {}", index + 1, stage.name),
                    &["Role", "Who signs", "Needed", "Working days"],
                    &rows,
                ))
            }
        }
    }

    fn read(text: &str) -> Result<Vec<Self>, Vec<String>> {
        match parse_route(text) {
            Ok(route) => Ok(vec![route]),
            Err(rejection) => Err(vec![rejection.detail]),
        }
    }

    fn adopted(state: &State) -> Vec<Self> {
        state
            .routes()
            .map(|version| (*version.route).clone())
            .collect()
    }

    fn built_in() -> Vec<Self> {
        let names = builtin_route_names();
        names.iter().flat_map(|name| builtin_routes(name)).collect()
    }

    fn command(self) -> Command {
        Command::AdoptRoute(AdoptRoute { route: self })
    }
}

fn row(state: &State, role: &Role) -> Vec<Markup> {
    let holders: Vec<String> = role.holders.iter().map(|one| holder(state, one)).collect();
    let joined = match role.needs {
        Needs::Any => holders.join(", or "),
        Needs::All => holders.join(", and "),
    };
    vec![
        html! { (role.label) },
        html! {
            (joined)
            @if role.independent { br; "not who wrote the report" }
            @if let Some(keys) = &role.concerns { br; "about " (keys.join(", ")) " only" }
        },
        html! { (if role.required { "yes" } else { "no" }) },
        html! {
            @match role.answer_working_days {
                Some(days) => (days),
                None => "not set",
            }
        },
    ]
}

fn holder(state: &State, holder: &Holder) -> String {
    match holder {
        Holder::Author => "the author".to_owned(),
        Holder::Sponsor => "the sponsor".to_owned(),
        Holder::LineManager => "the author\u{2019}s line manager".to_owned(),
        Holder::Named => "whoever the report names".to_owned(),
        Holder::Person(email) => match state.person(email) {
            Ok(person) => person.details.post.clone(),
            Err(_) => email.clone(),
        },
        Holder::Post(post) => format!("whoever is {post}"),
        Holder::Statutory(post) => format!("the {}", post.words()),
        Holder::Body(body) => format!("{body}, by a decision"),
    }
}
