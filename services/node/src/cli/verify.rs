//! `quarterday verify`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use quarterday_gateway::failure::Code;
use quarterday_ledger::disk::FileSystem;
use quarterday_ledger::verify_checkpoint;
use quarterday_proto::id::CouncilId;
use serde_json::{Value, json};

use super::output::{self, counted};
use super::{Format, Place, out};
use crate::failure::failed;
use crate::hosting::Hosting;

/// Check every byte of a council's log, and its checkpoint
///
/// Reads the files themselves, also while a node appends to them: each record's
/// checksum, digest, place, time and link, each newline, marker and footer. With
/// --checkpoint the log must also hold what the signed checkpoint says.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Council
    #[arg(long)]
    council: CouncilId,
    /// A checkpoint that was kept elsewhere (signed note)
    #[arg(long, value_name = "F")]
    checkpoint: Option<PathBuf>,
    /// Public key of the log, where it is not beside the log: text or file
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

impl Verify {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let report = match &self.place.server {
            Some(_) => {
                let client = self.place.connect_to(self.council.as_str()).await?;
                let path = format!("/api/v1/{}/verification", self.council);
                let answer = client.get::<Value>(&path).await;
                client.close().await?;
                let mut report = answer?;
                report["council"] = self.council.as_str().into();
                report
            }
            None => self.verify_files()?,
        };
        let columns = [
            "council",
            "places",
            "root",
            "markers",
            "segments",
            "tail_bytes",
            "checkpoint",
        ];
        if output::document(self.format, &report, &columns)? {
            return Ok(());
        }
        let count = |name: &str, what| counted(report[name].as_u64().unwrap_or(0), what);
        out(format!(
            "Verified: {}, {}, every byte in order.",
            count("places", "place"),
            count("segments", "segment")
        ));
        out(format!(
            "Root of the log: {}",
            report["root"].as_str().unwrap_or_default()
        ));
        if let Some(size) = report["checkpoint"].as_u64() {
            out(format!(
                "The checkpoint of {} is signed by the log's key and holds.",
                counted(size, "place")
            ));
        }
        if report["tail_bytes"].as_u64().unwrap_or(0) > 0 {
            out(format!(
                "The last {} are of a write that is under way or was torn; none of it was \
                 acknowledged.",
                count("tail_bytes", "byte")
            ));
        }
        Ok(())
    }

    fn verify_files(&self) -> anyhow::Result<Value> {
        let dir = Hosting::folder_of(&self.place.data, &self.council);
        if !dir.is_dir() {
            let detail = format!(
                "there is no log of council `{}` in {}",
                self.council,
                self.place.data.display()
            );
            return Err(failed(Code::NoSuchLog, detail));
        }
        let report = quarterday_ledger::verify(&FileSystem, &dir)?;
        let mut answer = json!({
            "council": self.council.as_str(),
            "places": report.places,
            "root": hex::encode(report.root),
            "markers": report.markers,
            "segments": report.segments,
            "tail_bytes": report.tail_bytes,
        });
        if let Some(path) = &self.checkpoint {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("could not read {}", path.display()))?;
            let checkpoint = verify_checkpoint(&text, &self.verifier_key()?)?;
            if checkpoint.size > report.places {
                let detail = format!(
                    "the log has {}, but its checkpoint was signed for {}: acknowledged commits \
                     are missing",
                    counted(report.places, "place"),
                    checkpoint.size
                );
                return Err(failed(Code::CheckpointContradicted, detail));
            }
            let root = quarterday_ledger::root_at(&FileSystem, &dir, checkpoint.size)?;
            if root != checkpoint.root {
                let detail =
                    "the log is not the one that the checkpoint was signed for: another root";
                return Err(failed(Code::CheckpointContradicted, detail));
            }
            answer["checkpoint"] = checkpoint.size.into();
        }
        Ok(answer)
    }

    fn verifier_key(&self) -> anyhow::Result<String> {
        if let Some(key) = &self.key {
            return Ok(match std::fs::read_to_string(key) {
                Ok(text) => text.trim().to_owned(),
                Err(_) => key.clone(),
            });
        }
        let path = self
            .place
            .data
            .join("keys")
            .join(format!("{}.key", self.council));
        let key =
            quarterday_ledger::key::LogKey::load(&path, &crate::hosting::origin(&self.council))
                .context("the log's public key is needed: give it with --key")?;
        Ok(key.verifier_key())
    }
}
