//! `quarterday send`: any command, as JSON.

use anyhow::Context as _;
use clap::Args;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Command;

use super::accepted;
use super::of::Of;
use crate::client::Client;

const EXAMPLES: &str = r#"Examples:
  echo '{"observe":{"plan":"housing-2026-27","ref":"H3","observation":{
    "as_at":"2026-06-30","on_track":true,"commentary":"On course."}}}' |
    quarterday send - --council mytown --id h3-q1

Other commands, in the same way:
  {"conclude_item":{"plan":"housing-2026-27","ref":"H3","outcome":"routine"}}
  {"hand_over":{"from":"leaver@mytown.example","to":"new@mytown.example","on":"2026-07-01"}}

All shapes are in proto/schemas/command.json, and under Command in the document
that a service gives at /api/v1/openapi.json."#;

/// Send any command, as JSON
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Send {
    /// File with one command, or - for standard input
    file: String,
    /// Command id; sent again with the same id it has no second effect
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    of: Of,
}

impl Send {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let text = if self.file == "-" {
            std::io::read_to_string(std::io::stdin())?
        } else {
            std::fs::read_to_string(&self.file)
                .with_context(|| format!("could not read {}", self.file))?
        };
        let client = self.of.place.connect_to(&self.of.council).await?;
        let path = self.of.path("commands");
        let mut headers = vec![("content-type", "application/json")];
        if let Some(id) = &self.id {
            headers.push(("idempotency-key", id));
        }
        let answer = client
            .call(axum::http::Method::POST, &path, &headers, text.into_bytes())
            .await;
        client.close().await?;
        accepted(&serde_json::from_slice(&answer?)?, self.of.format)
    }
}

/// Sends a command to a council.
pub(crate) async fn command(
    client: &Client,
    council: &str,
    command: &Command,
) -> anyhow::Result<Accepted> {
    client
        .post(&format!("/api/v1/{council}/commands"), &[], command)
        .await
}
