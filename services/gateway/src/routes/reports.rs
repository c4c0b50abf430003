//! Reports, what they said, who signed and who is asked.

mod difference;
mod facts;
mod lint;
mod rendered;
mod view;

use quarterday_domain::figures::PlanFigures;
use quarterday_domain::{Edition, Report, Standing, State};
use quarterday_proto::api::{
    ReportDifference, ReportList, ReportView, RequestList, SignOffTable, VersionView,
};

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::page;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

pub(crate) use difference::of as difference;
pub(in crate::routes) use view::owner_of;

const PERSON: Parameter = Parameter {
    name: "person",
    shape: Shape::Text,
    about: "Only what this person (address) may answer, as a holder or a deputy",
};

/// The parameter that names the one of two versions.
pub(crate) const FROM: Parameter = Parameter {
    name: "from",
    shape: Shape::Text,
    about: "The one version: its number, or its content hash or the beginning of that; the first unless given",
};

/// The parameter that names the other of two versions.
pub(crate) const TO: Parameter = Parameter {
    name: "to",
    shape: Shape::Text,
    about: "The other version: its number, or its content hash or the beginning of that; the present one unless given",
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let read = vec![
        Endpoint::read("/api/v1/{council}/reports", "reports", list)
            .about("The reports of a council, by reference")
            .query(page::QUERY)
            .gives_json::<ReportList>(),
        Endpoint::read("/api/v1/{council}/reports/{report}", "report", one)
            .about("A report: what it says, its versions, its sign-offs and what is asked today")
            .gives_json::<ReportView>(),
        Endpoint::read(
            "/api/v1/{council}/reports/{report}/versions/{version}",
            "report_version",
            version,
        )
        .about("What a version of a report says, by its number or content hash")
        .gives_json::<VersionView>(),
        Endpoint::read(
            "/api/v1/{council}/reports/{report}/difference",
            "report_difference",
            compare,
        )
        .about("What two versions of a report say differently")
        .query(&[FROM, TO])
        .gives_json::<ReportDifference>(),
        Endpoint::read(
            "/api/v1/{council}/reports/{report}/sign-offs",
            "sign_offs",
            table,
        )
        .about("The sign-off table of a report, as it would be printed now")
        .gives_json::<SignOffTable>(),
        Endpoint::read(
            "/api/v1/{council}/reports/{report}/rendered",
            "report_rendered",
            rendered::rendered,
        )
        .about("A report as a document, in the layout of the council")
        .query(rendered::QUERY)
        .gives("application/octet-stream"),
        Endpoint::read(
            "/api/v1/{council}/sign-off-requests",
            "sign_off_requests",
            requests,
        )
        .about("What is asked today, of everybody or of one person")
        .query(&[PERSON])
        .gives_json::<RequestList>(),
    ];
    read.into_iter().chain(lint::endpoints()).collect()
}

/// The figures that the text of a report may name.
///
/// # Errors
/// As for the report itself.
pub(crate) fn figures(call: &Call, report: &str) -> Result<Vec<PlanFigures>, Problem> {
    Ok(facts::gather(call, report)?.figures())
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let after = call.query.text("after");
    let (reports, next) = page::of(call, state.reports(), after, |report| {
        report.details.reference.as_str()
    })?;
    let next = next.map(str::to_owned);
    let reports = reports
        .into_iter()
        .map(|report| view::summary(&state, report));
    let reports = reports.collect();
    drop(state);
    answer::json(&ReportList { reports, next })
}

fn one(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let report = state.report(call.segment("report"))?;
    let today = state.day_of(call.now());
    // What is asked changes with the day, so there is no tag to compare.
    let (view, changed_at) = (view::whole(&state, report, today), report.changed_at);
    drop(state);
    answer::tag(answer::json(&view)?, changed_at)
}

fn version(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let report = state.report(call.segment("report"))?;
    let edition = edition(report, call.segment("version"))?;
    let view = version_view(&state, report, edition);
    drop(state);
    answer::json(&view)
}

/// A version of a report, and all of its text.
pub(super) fn version_view(state: &State, report: &Report, edition: &Edition) -> VersionView {
    VersionView {
        report: report.details.reference.clone(),
        summary: view::version(state, edition),
        content: (*edition.content).clone(),
    }
}

fn compare(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let report = state.report(call.segment("report"))?;
    let asked = |name: &'static str, unless| match call.query.text(name) {
        Some(text) => edition(report, text),
        None => Ok(unless),
    };
    let first = report.editions.first();
    let first = first.ok_or_else(|| Problem::internal("a report without a version"))?;
    let (from, to) = (asked("from", first)?, asked("to", report.edition())?);
    let view = difference::of(&state, report, from, to);
    drop(state);
    answer::json(&view)
}

fn table(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let report = state.report(call.segment("report"))?;
    let today = state.day_of(call.now());
    let standings = state.role_standings(report, today);
    let missing: Vec<String> = standings
        .iter()
        .filter(|known| known.role.required && known.standing != Standing::Signed)
        .filter(|_| report.published.is_none())
        .map(|known| known.role.label.clone())
        .collect();
    let complete = !standings.is_empty() && missing.is_empty();
    // What was printed on publication stays, whatever posts are called since.
    let rows = match &report.published {
        Some(published) => published.table.clone(),
        None => state.sign_off_table(report),
    };
    let view = SignOffTable {
        report: report.details.reference.clone(),
        content_hash: report.hash().to_owned(),
        complete,
        missing,
        rows,
    };
    drop(state);
    answer::json(&view)
}

fn requests(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let today = state.day_of(call.now());
    let person = call.query.text("person").map(|email| state.person(email));
    let person = person.transpose()?.map(|person| person.id);
    let requests = state.open_requests(today).into_iter().filter(|request| {
        person.is_none_or(|person| {
            let mut deputies = request.deputies.iter();
            request.people.contains(&person) || deputies.any(|(deputy, ..)| *deputy == person)
        })
    });
    let requests = requests
        .map(|request| view::request(&state, &request))
        .collect();
    drop(state);
    answer::json(&RequestList { requests })
}

/// A version by its number, which is the last edition of that text, or by its
/// content hash or the beginning of it.
pub(crate) fn edition<'a>(report: &'a Report, text: &str) -> Result<&'a Edition, Problem> {
    let hash = report.full_hash(text)?;
    let mut editions = report.editions.iter().rev();
    let found = match hash.parse::<u32>() {
        Ok(number) if hash.len() < 10 => editions.find(|edition| edition.version == number),
        _ => editions.find(|edition| edition.hash == hash),
    };
    found.ok_or_else(|| no_version(report, text))
}

fn no_version(report: &Report, text: &str) -> Problem {
    let shown: String = text.chars().take(64).collect();
    Problem::new(
        axum::http::StatusCode::NOT_FOUND,
        "no_such_version",
        format!(
            "report `{}` has no version `{shown}`; its versions are 1 to {}",
            report.details.reference,
            report.edition().version
        ),
    )
}
