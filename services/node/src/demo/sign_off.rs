//! The sample report of Derby: drafted, circulated, and signed but for Legal,
//! whose sign-off is left to whoever tries the demo.

use anyhow::Context as _;
use axum::http::Method;
use jiff::civil::Date;
use quarterday_domain::parse_report;
use quarterday_proto::command::{
    AppointStatutory, CirculateReport, Command, DraftReport, RecordBodyDecision, SignOff,
};
use quarterday_proto::plan::Decision;
use quarterday_proto::report::BodyOutcome;
use quarterday_proto::route::StatutoryPost;
use serde_json::Value;

use super::FIXTURES;
use crate::cli::{clock, command, out};
use crate::client::{Client, encode};

/// The council whose report it is.
pub(super) const COUNCIL: &str = "derby";
/// The reference of the report.
pub(super) const REPORT: &str = "performance-2021-22-q2";
/// Whoever signs as Legal.
pub(super) const LEGAL: &str = "director.legal@derby.example";
const FINANCE: &str = "director.finance@derby.example";
const FILE: &str = "derby-2021-22-q2/report.toml";

/// Drafts the report and asks for its sign-off, unless it was loaded before.
pub(super) async fn load(client: &Client) -> anyhow::Result<()> {
    let path = format!("/api/v1/{COUNCIL}/reports/{}", encode(REPORT));
    let known = client.send(Method::GET, &path, &[], Vec::new()).await?;
    if known.status.is_success() {
        return Ok(());
    }
    let file = FIXTURES.get_file(FILE);
    let text = file.and_then(|file| file.contents_utf8());
    let draft = parse_report(FILE, text.context("the report is not among the fixtures")?)?;
    let sponsor = draft.sponsor.clone().context("the report has a sponsor")?;
    out(format!("\n== Sign-off of {}", draft.content.title));
    send(client, &begin(draft)).await?;
    let report: Value = client.get(&path).await?;
    let hash = report["content_hash"].as_str().unwrap_or_default();
    let council: Value = client.get(&format!("/api/v1/{COUNCIL}")).await?;
    let zone = council["zone"].as_str().unwrap_or("UTC");
    let today = clock()().in_tz(zone)?.date();
    send(client, &signed(hash, sponsor, today)).await
}

/// Sends commands, and prints what is said of them: what two say alike, once.
async fn send(client: &Client, commands: &[Command]) -> anyhow::Result<()> {
    let mut said = Vec::new();
    for wanted in commands {
        let accepted = command(client, COUNCIL, wanted).await?;
        for note in accepted.notes {
            if !said.contains(&note) {
                out(format!("   {note}"));
                said.push(note);
            }
        }
    }
    Ok(())
}

fn begin(draft: DraftReport) -> [Command; 3] {
    [
        Command::AppointStatutory(AppointStatutory {
            post: StatutoryPost::MonitoringOfficer,
            person: LEGAL.to_owned(),
            from: jiff::civil::date(2020, 4, 1),
        }),
        Command::DraftReport(draft),
        Command::CirculateReport(CirculateReport {
            report: REPORT.to_owned(),
            due: None,
            despite_lint: None,
        }),
    ]
}

/// What finance, the sponsor and the leadership team sign.
fn signed(hash: &str, sponsor: String, today: Date) -> [Command; 3] {
    let by = |role: &str, by: String| {
        Command::SignOff(SignOff {
            report: REPORT.to_owned(),
            role: role.to_owned(),
            by,
            content_hash: hash.to_owned(),
            note: None,
        })
    };
    [
        by("finance", FINANCE.to_owned()),
        by("sponsor", sponsor),
        Command::RecordBodyDecision(RecordBodyDecision {
            report: REPORT.to_owned(),
            role: "service_directors".to_owned(),
            content_hash: hash.to_owned(),
            decision: Decision {
                body: "Corporate Leadership Team".to_owned(),
                on: today,
                reference: "CLT 25/10".to_owned(),
            },
            time: None,
            outcome: BodyOutcome::Approved,
            reason: None,
        }),
    ]
}
