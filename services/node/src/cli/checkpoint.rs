//! `quarterday checkpoint`.

use axum::http::Method;
use clap::Args;

use super::{Place, output};

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
        output::out_bytes(&answer?);
        Ok(())
    }
}
