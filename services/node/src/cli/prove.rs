//! `quarterday prove`.

use clap::Args;
use serde_json::Value;

use super::{Format, Place, out, output};

/// Print a proof of a log entry that anyone can check offline
///
/// The proof holds the entry's head, the path to the root and a signed
/// checkpoint. docs/verifying.md says how to check it with tools that others
/// wrote.
#[derive(Debug, Args)]
pub(super) struct Prove {
    /// Council
    #[arg(long)]
    council: String,
    /// Place of the entry
    #[arg(long)]
    seq: u64,
    /// Size of the log to prove it in; else the present one
    #[arg(long)]
    size: Option<u64>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

impl Prove {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let client = self.place.connect_to(&self.council).await?;
        let mut path = format!("/api/v1/{}/records/{}/proof", self.council, self.seq);
        if let Some(size) = self.size {
            path.push_str(&format!("?size={size}"));
        }
        let answer = client.get::<Value>(&path).await;
        client.close().await?;
        let proof = answer?;
        let columns = [
            "place",
            "index",
            "size",
            "leaf",
            "head",
            "path",
            "root",
            "checkpoint",
            "verifier_key",
        ];
        if output::document(self.format, &proof, &columns)? {
            return Ok(());
        }
        let text = |name: &str| proof[name].as_str().unwrap_or_default();
        out(format!(
            "Place {} of the log of {}, which has {}",
            self.seq,
            self.council,
            output::counted(proof["size"].as_u64().unwrap_or(0), "place")
        ));
        out(format!("Head:  {}", text("head")));
        out(format!("Leaf:  {}", text("leaf")));
        for (index, hash) in proof["path"].as_array().into_iter().flatten().enumerate() {
            out(format!(
                "Path {index:>2}: {}",
                hash.as_str().unwrap_or_default()
            ));
        }
        out(format!("Root:  {}", text("root")));
        out(format!("\n{}", text("checkpoint")));
        out(format!("Verifier key: {}", text("verifier_key")));
        Ok(())
    }
}
