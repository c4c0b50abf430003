//! The configuration file: TOML, every key known, faults with line and column.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

/// What a node is told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The HTTP service.
    pub http: Http,
    /// What is logged.
    pub log: Log,
}

/// The HTTP service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Address to listen on.
    pub listen: SocketAddr,
}

/// What is logged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Filter in the syntax of `tracing`, for example `info,quarterday_bus=debug`.
    pub filter: String,
    /// Whether lines are JSON.
    pub json: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            http: Http::default(),
            log: Log::default(),
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8420)),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            json: false,
        }
    }
}

/// Reads a configuration file, or gives the defaults for none.
///
/// # Errors
/// When it cannot be read, or says something unknown or wrong.
pub fn read(path: Option<&Path>) -> anyhow::Result<Config> {
    let Some(path) = path else {
        return Ok(Config::default());
    };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("could not read the configuration {}", path.display()))?;
    toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}
