//! A version to read, with what changed since the reader last saw the report.

use axum::http::HeaderValue;
use axum::http::header::{COOKIE, SET_COOKIE};
use maud::{Markup, html};
use quarterday_domain::{Edition, Report, State};
use quarterday_proto::id::PersonId;
use quarterday_proto::report::Signatory;

use super::address;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::routes::pages::{report_edition, report_figures};
use crate::web::layout::Page;
use crate::web::{report as text, words};

/// Name of the cookie that keeps which versions of a report a browser showed: the
/// present one, and the one before that. It goes to the report's pages only.
const SEEN: &str = "quarterday-seen";

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let council = tenant.id.as_str();
    let covered = text::covered(call, call.segment("report"))?;
    let figures = report_figures(call, call.segment("report"))?;
    let state = tenant.view.state();
    let report = state.report(call.segment("report"))?;
    let edition = report_edition(report, call.segment("version"))?;
    let today = state.day_of(call.now());
    let here = address(council, report);
    let is_last = std::ptr::eq(edition, report.edition());
    let seen = Seen::of(call, edition);
    let person = call.who.session.as_ref().map(|session| session.person);
    let title = edition.content.title.clone();
    let main = html! {
        span class="govuk-caption-l" {
            "Report " (report.details.reference) ", version " (edition.version)
        }
        h1 class="govuk-heading-l" { (title) }
        @if !is_last {
            div class="govuk-inset-text" {
                "There is a newer version: "
                a class="govuk-link" href={ (here) "/versions/" (report.edition().version) } {
                    "version " (report.edition().version)
                }
                "."
            }
        }
        @if is_last { (since(&state, report, person, seen.before.as_deref())) }
        (text::head(&state, edition))
        (text::sections(&edition.content.sections, &figures))
        @if same_figures(report, edition) {
            (text::figures(&state, &covered, Some(council)))
        } @else {
            h2 class="govuk-heading-m" { "Figures that it prints" }
            p class="govuk-body" {
                "The figures changed after this version. What was known then is asked for on the \
                dashboard of the quarter, as known on " (words::moment(&state, edition.recorded.at))
                "."
            }
        }
        @if is_last { (text::signed(&state, report, today)) }
        (compare(report, edition, &here))
    };
    drop(state);
    let mut answer = Page::new(
        format!("{title}, version {}", call.segment("version")),
        main,
    )
    .back(&here, "Back to the report")
    .answer(call)?;
    if is_last {
        let secure = if call.gateway.is_https() {
            "; Secure"
        } else {
            ""
        };
        let cookie = format!(
            "{SEEN}={}; Path={here}; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}",
            seen.kept
        );
        let cookie = HeaderValue::from_str(&cookie).map_err(Problem::internal)?;
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// What a browser showed of a report.
struct Seen {
    /// The version before the one that is shown now.
    before: Option<String>,
    /// What is kept from now on.
    kept: String,
}

impl Seen {
    fn of(call: &Call, now: &Edition) -> Self {
        let cookies = call.headers.get_all(COOKIE).iter();
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|value| value.split(';'));
        let known = pairs.find_map(|pair| pair.trim().strip_prefix(SEEN)?.strip_prefix('='));
        Self::from(known.unwrap_or_default(), &text::hash_shown(&now.hash))
    }

    /// From what was kept, `present.before`: another version moves up, the same
    /// one leaves both as they are, so that looking again shows the same.
    fn from(known: &str, now: &str) -> Self {
        let (present, before) = known.split_once('.').unwrap_or((known, ""));
        let before = if present == now { before } else { present };
        Self {
            before: (!before.is_empty()).then(|| before.to_owned()),
            kept: format!("{now}.{before}"),
        }
    }
}

/// What changed since the reader signed, returned or wrote the report, or this
/// browser showed it, whichever was last.
fn since(state: &State, report: &Report, person: Option<PersonId>, seen: Option<&str>) -> Markup {
    let place = |hash: &str| {
        report
            .editions
            .iter()
            .rposition(|one| one.hash.starts_with(hash))
    };
    let by = |by: &Signatory| matches!(by, Signatory::Person { person: signed, .. } if Some(*signed) == person);
    let signed = report.signatures.iter().filter(|one| by(&one.by));
    let returned = report.returns.iter().filter(|one| by(&one.by));
    let dealt = signed.map(|one| one.hash.as_str());
    let dealt = dealt.chain(returned.map(|one| one.hash.as_str()));
    let dealt = dealt.filter_map(place).max();
    let shown = seen.and_then(place);
    let Some(last) = dealt.max(shown) else {
        return html! {};
    };
    let before = &report.editions[last];
    if before.hash == report.hash() {
        return html! {};
    }
    let what = if dealt >= shown {
        "you answered it"
    } else {
        "you saw it"
    };
    html! {
        h2 class="govuk-heading-m" id="changes" { "What changed since " (what) " last" }
        p class="govuk-body" {
            "That was version " (before.version) ", of "
            (words::moment(state, before.recorded.at)) "."
        }
        (text::between(state, report, before, report.edition()))
        hr class="govuk-section-break govuk-section-break--l govuk-section-break--visible";
    }
}

/// Whether the figures did not change after an edition.
fn same_figures(report: &Report, edition: &Edition) -> bool {
    let figures = |one: &&Edition| one.changed.iter().any(|key| key == "figures");
    let mut later = report
        .editions
        .iter()
        .rev()
        .take_while(|one| !std::ptr::eq(*one, edition));
    later.all(|one| !figures(&one))
}

/// Asks for the difference from any other version.
fn compare(report: &Report, edition: &Edition, here: &str) -> Markup {
    let others = report.editions.iter().rev();
    let others: Vec<&Edition> = others.filter(|one| one.hash != edition.hash).collect();
    html! {
        @if !others.is_empty() {
            h2 class="govuk-heading-m" { "Compare" }
            form method="get" action={ (here) "/compare" } {
                input type="hidden" name="to" value=(text::hash_shown(&edition.hash));
                div class="govuk-form-group" {
                    label class="govuk-label" for="from" { "With" }
                    select class="govuk-select" id="from" name="from" {
                        @for other in others {
                            option value=(text::hash_shown(&other.hash)) {
                                "Version " (other.version) " (" (text::hash_shown(&other.hash)) ")"
                            }
                        }
                    }
                }
                button class="govuk-button govuk-button--secondary" data-module="govuk-button" {
                    "Compare"
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_seen_before_is_kept_while_one_looks_again() {
        let check = |known: &str, now: &str, before: Option<&str>, kept: &str| {
            let seen = Seen::from(known, now);
            assert_eq!(
                (seen.before.as_deref(), seen.kept.as_str()),
                (before, kept),
                "{known}"
            );
        };
        check("", "aa", None, "aa.");
        check("aa.", "aa", None, "aa.");
        check("aa.", "bb", Some("aa"), "bb.aa");
        check("bb.aa", "bb", Some("aa"), "bb.aa");
        check("bb.aa", "cc", Some("bb"), "cc.bb");
    }
}
