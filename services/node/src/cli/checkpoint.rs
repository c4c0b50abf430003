//! `quarterday checkpoint`.

use anyhow::Context as _;
use axum::http::Method;
use clap::Args;
use serde_json::json;

use super::{Format, Place, output};

/// Print the signed checkpoint of a council's log
///
/// Keep it elsewhere: a later `verify --checkpoint` shows that nothing before it
/// was changed or lost.
#[derive(Debug, Args)]
pub(super) struct Checkpoint {
    /// Council
    #[arg(long)]
    council: String,
    /// Of an earlier size
    #[arg(long)]
    size: Option<u64>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

impl Checkpoint {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let client = self.place.connect_to(&self.council).await?;
        let mut path = format!("/api/v1/{}/checkpoint", self.council);
        if let Some(size) = self.size {
            path.push_str(&format!("?size={size}"));
        }
        let answer = client.call(Method::GET, &path, &[], Vec::new()).await;
        client.close().await?;
        let note = String::from_utf8(answer?).context("the checkpoint is no text")?;
        // The first three lines of the note's text, as C2SP tlog-checkpoint
        // has them.
        let mut lines = note.lines();
        let mut line = || lines.next().unwrap_or_default().to_owned();
        let (origin, size, root) = (line(), line(), line());
        let value = json!({
            "council": self.council,
            "origin": origin,
            "size": size.parse::<u64>().ok(),
            "root": root,
            "checkpoint": note,
        });
        let columns = ["council", "origin", "size", "root", "checkpoint"];
        if !output::document(self.format, &value, &columns)? {
            output::out_bytes(note.as_bytes());
        }
        Ok(())
    }
}
