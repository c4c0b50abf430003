//! The sample reports: each council takes its layout, and each cycle's report is
//! drafted. Derby's is also circulated; see `sign_off`.

use anyhow::Context as _;
use axum::http::Method;
use quarterday_domain::layout::builtin_layouts;
use quarterday_domain::parse_report;
use quarterday_proto::command::{AdoptLayout, Command};

use super::{CYCLES, FIXTURES};
use crate::cli::{command, out};
use crate::client::{Client, encode};

/// The council of each cycle, which is also the name of its layout.
fn council_of(cycle: &str) -> &str {
    cycle.split('-').next().unwrap_or(cycle)
}

/// Gives every council its layout.
pub(super) async fn adopt_layouts(client: &Client) -> anyhow::Result<()> {
    for council in ["rochdale", "rutland", "derby"] {
        for layout in builtin_layouts(council) {
            let adopt = Command::AdoptLayout(AdoptLayout { layout });
            command(client, council, &adopt).await?;
        }
    }
    Ok(())
}

/// Drafts the reports that are not there yet, and says how to print them.
pub(super) async fn draft(client: &Client) -> anyhow::Result<()> {
    out("\n== Reports (print one with `report render`, see below)");
    for cycle in CYCLES {
        let council = council_of(cycle);
        let name = format!("{cycle}/report.toml");
        let file = FIXTURES
            .get_file(&name)
            .and_then(|file| file.contents_utf8());
        let draft = parse_report(&name, file.context("a cycle has its report")?)?;
        let path = format!("/api/v1/{council}/reports/{}", encode(&draft.report));
        let known = client.send(Method::GET, &path, &[], Vec::new()).await?;
        out(format!(
            "   {council}: {}, {}",
            draft.report, draft.content.title
        ));
        if !known.status.is_success() {
            command(client, council, &Command::DraftReport(draft)).await?;
        }
    }
    Ok(())
}
