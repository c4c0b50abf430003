//! Commands of reports and their clearance.

use std::collections::BTreeMap;

use quarterday_proto::command::*;
use quarterday_proto::report::{BodyOutcome, ReportContent};
use quarterday_proto::route::StatutoryPost;

use super::clearance::{full_content, hash, time};
use super::layouts::full_layout;
use super::plans::decision;
use super::routes::full_route;
use super::{day, quarter, text, texts};

pub(super) fn commands() -> Vec<Command> {
    let report = || "q2".to_owned();
    let email = || "head@council.example".to_owned();
    let reason = || "Leave.".to_owned();
    let cover = || Cover {
        plan: "place".into(),
        quarter: quarter("2020-21-Q2"),
    };
    let named = BTreeMap::from([("other".to_owned(), vec![email()])]);
    let mut commands = vec![
        Command::AdoptRoute(AdoptRoute {
            route: full_route(),
        }),
        Command::AdoptLayout(AdoptLayout {
            layout: full_layout(),
        }),
        Command::AppointStatutory(AppointStatutory {
            post: StatutoryPost::MonitoringOfficer,
            person: email(),
            from: day("2020-04-01"),
        }),
        Command::DraftReport(DraftReport {
            report: report(),
            report_type: text("performance"),
            route: text("sample"),
            author: email(),
            sponsor: Some(email()),
            signatories: named.clone(),
            covers: vec![cover()],
            content: full_content(),
        }),
        Command::ReviseReport(ReviseReport {
            report: report(),
            content: ReportContent::default(),
            covers: Some(vec![cover()]),
            author: Some(email()),
            sponsor: Some(email()),
            report_type: text("performance"),
            route: text("sample"),
            signatories: Some(named),
            minor: Some(MinorCorrection {
                by: email(),
                reason: "Spelling.".into(),
            }),
            despite_lint: text("The figure was agreed."),
        }),
        Command::CirculateReport(CirculateReport {
            report: report(),
            due: Some(day("2020-10-28")),
            despite_lint: text("The figure was agreed."),
        }),
        Command::SignOff(SignOff {
            report: report(),
            role: "legal".into(),
            by: email(),
            content_hash: hash(1),
            note: text("With thanks."),
        }),
        Command::ReturnReport(ReturnReport {
            report: report(),
            role: "legal".into(),
            by: email(),
            reason: reason(),
        }),
        Command::WithdrawReport(WithdrawReport {
            report: report(),
            reason: reason(),
        }),
        Command::ReassignStep(ReassignStep {
            report: report(),
            role: "legal".into(),
            from: Some(email()),
            to: email(),
            reason: reason(),
        }),
        Command::RecordBodyDecision(RecordBodyDecision {
            report: report(),
            role: "directors".into(),
            content_hash: hash(1),
            decision: decision(),
            time: Some(time("16:30")),
            outcome: BodyOutcome::Returned,
            reason: Some(reason()),
        }),
        Command::RecordUrgency(RecordUrgency {
            report: report(),
            chair: "Leader of the Council".into(),
            reason: reason(),
        }),
        Command::PublishReport(PublishReport {
            report: report(),
            on: day("2020-11-09"),
            reason: Some(reason()),
        }),
        Command::RecordOutcome(RecordOutcome {
            report: report(),
            decision: decision(),
            requested_changes: texts(&["Show the year before."]),
            follow_ups: vec![FollowUpRow {
                action: "Report again.".into(),
                owner_email: Some(email()),
                due: Some(day("2021-01-31")),
            }],
        }),
        Command::EndDelegation(EndDelegation {
            delegation: "D1".into(),
        }),
    ];
    let scopes = [
        ScopeOfDelegation::All,
        ScopeOfDelegation::Roles(texts(&["legal"])),
        ScopeOfDelegation::Reports(texts(&["q2"])),
        ScopeOfDelegation::Steps {
            roles: texts(&["legal"]),
            reports: texts(&["q2"]),
        },
    ];
    commands.extend(scopes.map(|scope| {
        Command::Delegate(Delegate {
            from: email(),
            to: "deputy@council.example".into(),
            first: day("2020-10-19"),
            last: day("2020-10-30"),
            scope,
            reason: reason(),
        })
    }));
    commands
}
