//! The dashboard of a council: each plan's quarter in words and charts, of all or
//! of a directorate, committee or theme, as at a quarter's end and as known when.

use std::collections::BTreeSet;

use maud::{Markup, html};
use quarterday_domain::{Code, Plan, Selection, State};
use quarterday_projections::{Error, PositionQuery};
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::Quarter;

use super::choosers::{self, AS_AT, Chooser, KNOWN_AT, Known, List, THEME, carried};
use super::layout::Page;
use super::parts::error_summary;
use super::plan::capital;
use super::refusal::sentence;
use super::{chart, figures, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

/// Charts that one page shows; what follows is in words.
const CHARTS_MAX: usize = 24;

const DIRECTORATE: &str = "directorate";
const COMMITTEE: &str = "committee";

pub(super) const QUERY: &[Parameter] = &[
    AS_AT,
    KNOWN_AT,
    THEME,
    Parameter {
        name: DIRECTORATE,
        shape: Shape::Text,
        about: "Of the plans of this directorate only",
    },
    Parameter {
        name: COMMITTEE,
        shape: Shape::Text,
        about: "Of the plans that are reported to this committee only",
    },
];

/// A plan on the dashboard.
struct Shown {
    reference: String,
    title: String,
    quarter: Option<Quarter>,
}

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let council = tenant.id.as_str();
    let as_at = choosers::as_at(call)?;
    let (known, errors) = match choosers::known(call)? {
        Ok(known) => (Some(known), Vec::new()),
        Err(error) => (None, vec![error]),
    };
    let here = format!("/c/{council}/dashboard");
    let (plans, earlier, chooser) = {
        let state = tenant.view.state();
        let (plans, earlier) = match known {
            Some(known) => chosen(&state, call, as_at, known.place),
            None => Default::default(),
        };
        let chooser = Chooser {
            call,
            action: &here,
            errors: &errors,
        };
        let chooser = offered(&state, &chooser, &plans);
        (plans, earlier, chooser)
    };
    let (mut sections, mut charts) = (Vec::new(), CHARTS_MAX);
    for plan in &plans {
        let known = known.unwrap_or_default();
        sections.extend(section(call, council, plan, known, &mut charts)?);
    }
    let main = html! {
        (error_summary(&errors))
        h1 class="govuk-heading-l" { "Dashboard" }
        (chooser)
        @if sections.is_empty() && errors.is_empty() {
            p class="govuk-body" {
                @if QUERY.iter().all(|one| call.query.text(one.name).is_none()) {
                    "There is no plan yet."
                } @else { "No plan has figures of what is chosen." }
            }
        }
        @for section in sections { (section) }
        @if earlier > 0 {
            p class="govuk-body" {
                (words::counted(earlier, "plan"))
                " of earlier years: choose as at when, above, to see them."
            }
        }
    };
    Page::new("Dashboard", main)
        .with_errors(!errors.is_empty())
        .answer(call)
}

/// The plans that are asked for and the quarter of each, and how many of earlier
/// years are left out.
fn chosen(
    state: &State,
    call: &Call,
    as_at: Option<Quarter>,
    place: Option<u64>,
) -> (Vec<Shown>, usize) {
    let matches = |asked: Option<&str>, has: &Option<String>| {
        asked.is_none_or(|asked| has.as_deref() == Some(asked))
    };
    let (directorate, committee) = (call.query.text(DIRECTORATE), call.query.text(COMMITTEE));
    let of_it = state.plans().map(|plan| &**plan).filter(|plan| {
        matches(directorate, &plan.details.directorate)
            && matches(committee, &plan.details.committee)
            && place.is_none_or(|place| plan.added_at <= place)
    });
    let with_quarter: Vec<(&Plan, Option<Quarter>)> = match as_at {
        Some(asked) => of_it
            .filter(|plan| plan.quarters.contains_key(&asked))
            .map(|plan| (plan, Some(asked)))
            .collect(),
        None => of_it.map(|plan| (plan, latest(plan, place))).collect(),
    };
    let newest = with_quarter
        .iter()
        .filter_map(|(_, quarter)| *quarter)
        .max();
    // Of years past only what is still open is shown unless it is asked for.
    let is_current = |plan: &Plan, quarter: Option<Quarter>| match (quarter, newest) {
        (Some(quarter), Some(newest)) => {
            let record = plan.quarters.get(&quarter);
            quarter.year() == newest.year()
                || record.is_some_and(|record| record.state == QuarterState::Open)
        }
        (None, _) => plan.closed_at.is_none(),
        (Some(_), None) => true,
    };
    let all = with_quarter.len();
    let shown: Vec<Shown> = with_quarter
        .into_iter()
        .filter(|(plan, quarter)| is_current(plan, *quarter))
        .map(|(plan, quarter)| Shown {
            reference: plan.details.reference.clone(),
            title: plan.details.title.clone(),
            quarter,
        })
        .collect();
    let earlier = all - shown.len();
    (shown, earlier)
}

/// The latest quarter of a plan, of those that were opened by a place.
fn latest(plan: &Plan, place: Option<u64>) -> Option<Quarter> {
    let mut opened = plan
        .quarters
        .iter()
        .rev()
        .filter(|(_, record)| place.is_none_or(|place| record.opened_at <= place));
    opened.next().map(|(quarter, _)| *quarter)
}

/// The choosers, with what there is to choose.
fn offered(state: &State, chooser: &Chooser<'_>, shown: &[Shown]) -> Markup {
    let quarters: BTreeSet<Quarter> = state
        .plans()
        .flat_map(|plan| plan.quarters.keys().copied())
        .collect();
    let quarters: Vec<Quarter> = quarters.into_iter().collect();
    let chosen = |name: &'static str| chooser.call.query.text(name);
    let with = |name: &'static str, found: &mut dyn Iterator<Item = &str>| -> BTreeSet<String> {
        let found = found.map(str::to_owned);
        found.chain(chosen(name).map(str::to_owned)).collect()
    };
    let directorates = with(
        DIRECTORATE,
        &mut state
            .plans()
            .filter_map(|plan| plan.details.directorate.as_deref()),
    );
    let committees = with(
        COMMITTEE,
        &mut state
            .plans()
            .filter_map(|plan| plan.details.committee.as_deref()),
    );
    // Of the plans that are shown: those of ten years would be gone through for each
    // page.
    let plans = shown
        .iter()
        .filter_map(|shown| state.plan(&shown.reference).ok());
    let themes = with(
        THEME.name,
        &mut plans
            .flat_map(|plan| state.items_of(plan))
            .filter_map(|item| item.latest().theme.as_deref()),
    );
    let list = |name, label, all, found| List {
        name,
        label,
        all,
        choices: found,
    };
    chooser.show(
        &quarters,
        &[
            list(
                DIRECTORATE,
                "Directorate",
                "All directorates",
                strs(&directorates),
            ),
            list(COMMITTEE, "Committee", "All committees", strs(&committees)),
            list(THEME.name, "Theme", "All themes", strs(&themes)),
        ],
    )
}

fn strs(all: &BTreeSet<String>) -> BTreeSet<&str> {
    all.iter().map(String::as_str).collect()
}

/// A plan; none where it has nothing of the theme that is asked for.
fn section(
    call: &Call,
    council: &str,
    plan: &Shown,
    known: Known,
    charts: &mut usize,
) -> Result<Option<Markup>, Problem> {
    let address = format!("/c/{council}/plans/{}", words::encoded(&plan.reference));
    let theme = call.query.text(THEME.name);
    let Some(quarter) = plan.quarter else {
        return Ok(theme.is_none().then(|| {
            html! {
                h2 class="govuk-heading-m" { a class="govuk-link" href=(address) { (plan.title) } }
                p class="govuk-body" { "No quarter was opened yet." }
            }
        }));
    };
    let query = PositionQuery {
        plan: plan.reference.clone(),
        quarter,
        selection: Selection {
            theme: theme.map(str::to_owned),
            ..Selection::default()
        },
        known_at: known.asked,
        unopened: false,
    };
    let positions = match call.tenant()?.view.positions(&query) {
        Ok(positions) => positions,
        Err(Error::Rejected(why))
            if theme.is_some() && why.code == Code::NothingToAssess.code() =>
        {
            return Ok(None);
        }
        Err(Error::Rejected(why)) => {
            return Ok(Some(html! {
                h2 class="govuk-heading-m" { a class="govuk-link" href=(address) { (plan.title) } }
                p class="govuk-body" { (sentence(&why.detail)) }
            }));
        }
        Err(other) => return Err(other.into()),
    };
    // What is under a theme may be of another kind than a position is of.
    let positions: Vec<&Position> = positions.iter().filter(|one| one.total > 0).collect();
    if positions.is_empty() && theme.is_some() {
        return Ok(None);
    }
    let carried = carried(call, &[KNOWN_AT.name, THEME.name]);
    Ok(Some(html! {
        h2 class="govuk-heading-m" { a class="govuk-link" href=(address) { (plan.title) } }
        p class="govuk-body" {
            a class="govuk-link" href={ (address) "/quarters/" (quarter) (carried) } {
                (capital(&words::quarter(quarter)))
                span class="govuk-visually-hidden" { " of " (plan.title) }
            }
            ", " (words::period(quarter)) ":"
        }
        @for position in positions {
            p class="govuk-body" {
                (capital(position.axis.as_str())) ": " (figures::in_words(position))
            }
            @if let Some(left) = charts.checked_sub(1) {
                ({ *charts = left; chart::bars(position) })
            }
        }
    }))
}
