//! `quarterday serve`, `quarterday demo` and `quarterday check-config`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{clock, out, progress};
use crate::config::{Config, Log, faults, read};
use crate::hosting::Hosting;
use crate::serve::Doors;

/// Serve the councils of a data folder
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Configuration file (TOML)
    #[arg(long, value_name = "F")]
    config: Option<PathBuf>,
    /// Data folder, instead of the configuration's
    #[arg(long, env = "QUARTERDAY_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address to listen on, instead of the configuration's
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

/// Load five sample cycles, print their positions and serve them
///
/// The samples are real councils' quarters in our own words. They are loaded
/// through the same routes that everyone uses.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Data folder to keep; else a new temporary one
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address to listen on; with port 0 the system chooses one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8420")]
    listen: SocketAddr,
    /// Load and print, but do not serve
    #[arg(long)]
    no_serve: bool,
}

/// Validate a configuration and say each fault in words
#[derive(Debug, Args)]
pub(super) struct CheckConfig {
    /// Configuration file (TOML)
    file: PathBuf,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut config = read(self.config.as_deref())?;
        config.data = self.data.unwrap_or(config.data);
        config.http.listen = self.listen.unwrap_or(config.http.listen);
        start_logging(&config.log);
        serve(&config).await
    }
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        start_logging(&Log {
            filter: "warn".to_owned(),
            json: false,
        });
        crate::demo::run(self.data, self.listen, !self.no_serve).await
    }
}

impl CheckConfig {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let config = read(Some(&self.file))?;
        let faults = faults(&config);
        if !faults.is_empty() {
            anyhow::bail!("{}: {}", self.file.display(), faults.join("\n"));
        }
        out(format!("{} is in order.", self.file.display()));
        Ok(())
    }
}

async fn serve(config: &Config) -> anyhow::Result<()> {
    std::fs::create_dir_all(&config.data)?;
    let data = config.data.clone();
    let hosting =
        tokio::task::spawn_blocking(move || Hosting::open(&data, clock(), progress())).await??;
    let doors = Doors::bind(config.http.listen, &config.data).await?;
    out(format!("Serving on http://{}", doors.address()?));
    doors.serve(hosting, clock(), &config.data).await
}

/// Logs to standard error, so that what is printed stays clean.
fn start_logging(log: &Log) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("QUARTERDAY_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(&log.filter));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second call, in tests, keeps the first subscriber.
    let _ = if log.json {
        builder.json().try_init()
    } else {
        builder.try_init()
    };
}
