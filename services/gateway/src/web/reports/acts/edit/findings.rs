//! What the linter finds in the version that is edited, and in what is to be
//! saved.

use maud::{Markup, html};
use quarterday_domain::lint::lint;
use quarterday_proto::command::Command;
use quarterday_proto::lint::{Finding, Severity};

use crate::web::reports::case::Case;
use crate::web::words;

/// Findings that are shown one by one.
const SHOWN: usize = 50;

pub(super) fn shown(case: &Case<'_>) -> Markup {
    let covers = &case.report.details.covers;
    let findings = lint(&case.state.lint_draft(case.report.content(), covers));
    let more = findings.len().saturating_sub(SHOWN);
    html! {
        h2 class="govuk-heading-m" id="findings" { "What the linter finds in this version" }
        @if findings.is_empty() { p class="govuk-body" { "Nothing." } }
        @else {
            ul class="govuk-list govuk-list--spaced" {
                @for finding in findings.iter().take(SHOWN) {
                    li {
                        strong { (severity(finding)) " " (finding.code) ", " (finding.place_in_words()) }
                        ": " (finding.problem) " " (finding.remedy)
                    }
                }
            }
        }
        @if more > 0 { p class="govuk-body" { "And " (more) " more." } }
    }
}

/// What it would find in what a command is to save, in sentences.
pub(in crate::web::reports) fn of_command(case: &Case<'_>, command: &Command) -> Vec<String> {
    let Command::ReviseReport(command) = command else {
        return Vec::new();
    };
    let asked = command
        .covers
        .as_ref()
        .map(|covers| case.state.covered(covers));
    let covers = match asked {
        Some(Ok(covers)) => covers,
        _ => case.report.details.covers.clone(),
    };
    let findings = lint(&case.state.lint_draft(&command.content, &covers));
    let shown = findings.iter().take(SHOWN).map(|finding| {
        let place = finding.place_in_words();
        format!(
            "{} of the linter at {place}: {}",
            severity(finding),
            finding.problem
        )
    });
    let mut lines: Vec<String> = shown.collect();
    let more = findings.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(format!(
            "{} more of the linter",
            words::counted(more, "finding")
        ));
    }
    lines
}

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
    }
}
