//! `quarterday serve`, `quarterday demo` and `quarterday check-config`.

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use quarterday_bus::jetstream::Connection;
use quarterday_gateway::Web;
use quarterday_gateway::failure::Code;

use super::{clock, out, progress};
use crate::config::{Config, Log, faults, listed, read, read_whole, remarks};
use crate::failure::{failed, failed_by};
use crate::hosting::{Cluster, Hosting, Opening, Transport};
use crate::openid::OpenIdProviders;
use crate::reminding::reminders;
use crate::serve::{Doors, Mail, Role, wait_for_councils};
use crate::signing_in::SignInMails;

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
    /// What this process is for
    #[arg(long, value_enum, default_value_t)]
    role: Role,
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
    /// Through a private nats-server, started and stopped by the demo
    #[arg(long)]
    nats: bool,
}

/// Validate a configuration and say each fault in words
#[derive(Debug, Args)]
pub(super) struct CheckConfig {
    /// Configuration file (TOML)
    file: PathBuf,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut config = configuration(self.config.as_deref())?;
        config.data = self.data.unwrap_or(config.data);
        config.http.listen = self.listen.unwrap_or(config.http.listen);
        start_logging(&config.log);
        let faults = faults(&config);
        if !faults.is_empty() {
            let detail = format!("the configuration is not in order: {}", faults.join("; "));
            return Err(failed(Code::ConfigurationInvalid, detail));
        }
        serve(&config, self.role).await
    }
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        start_logging(&Log {
            filter: "warn".to_owned(),
            json: false,
        });
        crate::demo::run(self.data, self.listen, !self.no_serve, self.nats).await
    }
}

impl CheckConfig {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let read = read_whole(&self.file);
        let (config, mut found) =
            read.map_err(|error| failed_by(error, Code::ConfigurationInvalid))?;
        found.extend(config.iter().flat_map(faults));
        let Some(config) = config.filter(|_| found.is_empty()) else {
            let detail = listed(&self.file, &found);
            return Err(failed(Code::ConfigurationInvalid, detail));
        };
        let file = self.file.display();
        out(format!("{file} is in order."));
        for remark in remarks(&config) {
            out(format!("Note: {remark}."));
        }
        out(config.mail.tells(&config.data));
        Ok(())
    }
}

fn configuration(path: Option<&Path>) -> anyhow::Result<Config> {
    read(path).map_err(|error| failed_by(error, Code::ConfigurationInvalid))
}

/// Serves from the start on, or all but: what the local ledgers hold can be read before NATS
/// is reached, and it is joined when it comes.
async fn serve(config: &Config, role: Role) -> anyhow::Result<()> {
    let began = std::time::Instant::now();
    std::fs::create_dir_all(&config.data)?;
    let transport = match &config.bus.nats {
        None => Transport::Embedded,
        Some(nats) => Transport::Nats(Arc::new(Cluster {
            connection: Connection::begin(&nats.access()?).await?,
            settings: nats.settings(),
        })),
    };
    if config.mail.smtp.is_none() {
        tracing::info!("{}", config.mail.tells(&config.data));
    }
    let keys = config.keys.clone();
    let opening = Opening {
        keys: keys.unwrap_or_else(|| config.data.join("keys")),
        transport,
        ..Opening::embedded(&config.data, clock(), progress())
    };
    let hosting = tokio::task::spawn_blocking(move || Hosting::open_with(opening)).await??;
    wait_for_councils(&hosting, began).await?;
    let doors = Doors::bind(config.http.listen, &config.data).await?;
    let address = doors.address()?;
    let base = config.http.public_url.clone();
    let base = base.unwrap_or_else(|| format!("http://{address}"));
    let node = match &config.bus.nats {
        Some(nats) => nats.node.clone(),
        None => "embedded".parse()?,
    };
    let mails = Arc::new(SignInMails::open(&config.mail, &config.data)?);
    let doors = doors.with_web(Web {
        base: Some(base.clone()),
        post: Some(mails.clone()),
        mails: Some(mails),
        providers: Some(Arc::new(OpenIdProviders::open(&config.openid)?)),
        limits: config.http.limits(),
    });
    let reminders = match role {
        Role::Gateway => None,
        Role::All | Role::Scheduler => {
            let reminders = reminders(node, &config.mail, &config.data, base, &clock());
            Some(reminders?)
        }
    };
    let mail = Mail {
        configuration: Arc::new(config.mail.clone()),
        reminders,
    };
    out(format!("Serving on http://{address}"));
    doors
        .serve(hosting, clock(), &config.data, role, mail)
        .await
}

/// Logs to standard error, so that what is printed stays clean.
fn start_logging(log: &Log) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("QUARTERDAY_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(&log.filter));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second call, in tests, keeps the first subscriber.
    let _ = if log.json {
        builder.json().try_init()
    } else {
        builder.try_init()
    };
}
