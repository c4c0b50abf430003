//! The figures that a report's text names must be there.

use quarterday_proto::answer::{Rejection, RowFault};
use quarterday_proto::report::{Covered, ReportContent};

use super::super::Case;
use crate::figures::{Piece, PlanFigures, figure, pieces, plan_figures};
use crate::rejection::{Code, reject};

/// Refuses text that names figures which the covered quarters do not have.
///
/// # Errors
/// `QD0162` with every place, and the nearest names.
pub(super) fn check_figures(
    case: &Case<'_>,
    covers: &[Covered],
    content: &ReportContent,
) -> Result<(), Rejection> {
    let named = |text: &str| {
        pieces(text)
            .iter()
            .any(|piece| matches!(piece, Piece::Name(_)))
    };
    if !content.sections.iter().any(|section| named(&section.text)) {
        return Ok(());
    }
    let plans = covers.iter().filter_map(|covered| {
        let plan = case.state.plan_by_id(covered.plan)?;
        plan_figures(case.state, plan, covered.quarter).ok()
    });
    let plans: Vec<PlanFigures> = plans.collect();
    let mut faults = Vec::new();
    for section in &content.sections {
        for (row, line) in (1..).zip(section.text.lines()) {
            for piece in pieces(line) {
                let Piece::Name(name) = piece else { continue };
                if let Err(fault) = figure(name, &plans, None) {
                    faults.push(RowFault {
                        code: "unknown_figure".to_owned(),
                        sheet: format!("section {}", section.key),
                        row: Some(row),
                        column: None,
                        found: format!("{{{name}}}"),
                        expected: fault.why,
                    });
                }
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let mut rejection = reject(
        Code::UnknownFigure,
        format!(
            "the text names {} that the covered quarters do not have; braces that are to be \
             printed are written twice",
            if faults.len() == 1 {
                "a figure"
            } else {
                "figures"
            }
        ),
    );
    rejection.faults = faults;
    Err(rejection)
}
