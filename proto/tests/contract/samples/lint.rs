//! Samples of texts that went out although the linter found errors.

use quarterday_proto::event::{Event, ReportCirculated, ReportRevised};
use quarterday_proto::lint::{DespiteLint, FindingKept};

use super::clearance;

/// What events of circulation and revision hold since the linter is asked.
pub(super) fn despite() -> Vec<Event> {
    let despite = |places: &[&str]| {
        let findings = places.iter().map(|place| FindingKept {
            code: "QL0001".into(),
            place: (*place).into(),
        });
        Some(DespiteLint {
            reason: "The figure is that of the printed plan.".into(),
            findings: findings.collect(),
        })
    };
    let mut made = Vec::new();
    for event in clearance::events() {
        // Of each event a small sample and a full one.
        let places: &[&str] = match made.len() % 2 {
            0 => &["summary 4.1"],
            _ => &["summary 4.1", "header"],
        };
        match event {
            Event::ReportCirculated(event) => {
                made.push(Event::ReportCirculated(ReportCirculated {
                    despite_lint: despite(places),
                    ..event
                }));
            }
            Event::ReportRevised(event) => made.push(Event::ReportRevised(ReportRevised {
                despite_lint: despite(places),
                ..event
            })),
            _ => {}
        }
    }
    made
}
