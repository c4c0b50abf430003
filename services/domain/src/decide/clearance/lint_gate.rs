//! The linter before a report goes out: errors stop it, unless an officer says
//! why not. It stands here, where every command of every node is decided, so
//! that no door leads past it (`docs/decisions/0019-the-linter-decides.md`).

use quarterday_proto::answer::Rejection;
use quarterday_proto::lint::{DespiteLint, Finding, errors};
use quarterday_proto::report::{Covered, ReportContent};

use super::super::{Case, counted, required};
use crate::lint::lint;
use crate::rejection::{Code, reject};
use crate::state::Report;

/// The most findings that a refusal names; all are in `report lint`.
const NAMED_MAX: usize = 10;

/// Lets a text go out that has no errors, or none but those that an officer has
/// let pass of this report, or lets pass now; what is to be recorded of that.
///
/// # Errors
/// `QD0170`, and `QD0023` for an empty reason.
pub(super) fn pass(
    case: &Case<'_>,
    report: &Report,
    content: &ReportContent,
    covers: &[Covered],
    despite: Option<&str>,
) -> Result<Option<DespiteLint>, Rejection> {
    if let Some(reason) = despite {
        required(reason, "why the report goes out despite the linter")?;
    }
    let findings = lint(&case.state.lint_draft(content, covers));
    let known = |finding: &&Finding| {
        let kept = finding.kept();
        let mut passed = report
            .despite_lint
            .iter()
            .flat_map(|sent| &sent.despite.findings);
        passed.any(|passed| *passed == kept)
    };
    let standing: Vec<&Finding> = errors(&findings)
        .filter(|finding| !known(finding))
        .collect();
    if standing.is_empty() {
        return Ok(None);
    }
    let Some(reason) = despite else {
        return Err(refused(report, &standing));
    };
    Ok(Some(DespiteLint {
        reason: reason.trim().to_owned(),
        findings: standing.iter().map(|finding| finding.kept()).collect(),
    }))
}

fn refused(report: &Report, standing: &[&Finding]) -> Rejection {
    let named = standing.iter().take(NAMED_MAX).map(|finding| {
        format!(
            "{} at {}: {}",
            finding.code,
            finding.place_in_words(),
            finding.problem
        )
    });
    let named: Vec<String> = named.collect();
    let more = match standing.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    reject(
        Code::LintErrors,
        format!(
            "the linter finds {} in report `{}`: {}{more}. Mend the text, or say why it goes \
             out all the same (`despite_lint`)",
            counted(standing.len(), "error", "errors"),
            report.details.reference,
            named.join("; ")
        ),
    )
}
