//! A report as a document.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use axum::http::Method;
use clap::Args;
use quarterday_documents::report::Format;

use super::super::{Place, out};
use crate::client::encode;

/// Print a report as a document
///
/// Figures of an open quarter are those of now; those of a closed one are as
/// they were closed. The layout is the council's: `quarterday layout list`.
#[derive(Debug, Args)]
pub(super) struct Render {
    /// Reference of the report
    report: String,
    /// Council
    #[arg(long)]
    council: String,
    /// html, docx, xlsx or json
    #[arg(long, default_value = "html", value_parser = format)]
    format: Format,
    /// File to write; else standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// With exempt sections and items: not for publication
    #[arg(long)]
    restricted: bool,
    #[command(flatten)]
    place: Place,
}

fn format(text: &str) -> Result<Format, String> {
    text.parse()
        .map_err(|expected: String| format!("expected {expected}"))
}

impl Render {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let path = format!(
            "/api/v1/{}/reports/{}/rendered?format={}&restricted={}",
            self.council,
            encode(&self.report),
            self.format,
            self.restricted
        );
        let client = self.place.connect_to(&self.council).await?;
        let bytes = client.call(Method::GET, &path, &[], Vec::new()).await;
        client.close().await?;
        let bytes = bytes?;
        match &self.out {
            Some(file) => {
                std::fs::write(file, &bytes)
                    .with_context(|| format!("could not write {}", file.display()))?;
                out(format!("{} ({} bytes)", file.display(), bytes.len()));
            }
            None if self.format.is_binary() && std::io::stdout().is_terminal() => {
                anyhow::bail!(
                    "a {} file is not for a terminal: name a file with --out",
                    self.format
                );
            }
            None => {
                // A reader that has seen enough closes the pipe; that is no failure.
                let _closed = std::io::stdout().lock().write_all(&bytes);
            }
        }
        Ok(())
    }
}
